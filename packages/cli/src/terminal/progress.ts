const units = ['B', 'kB', 'MB', 'GB', 'TB'];

/** A size for users: `3.2 MB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 99.5 ? Math.round(value) : value.toFixed(1)} ${units[unit] ?? ''}`;
}

/** `45 s`, `12 min`, `3.5 h`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

export interface Totals {
  readonly files: number;
  readonly bytes: number;
}

/** The progress and speed of an upload; bytes that were there before, or need not be sent, do not count for the speed. */
export class Progress {
  #files = 0;
  #bytes = 0;
  #sentBytes = 0;
  readonly #total: Totals;
  readonly #beganMs: number;

  constructor(total: Totals, nowMs: number) {
    this.#total = total;
    this.#beganMs = nowMs;
  }

  /** Adds bytes that the server has just accepted; negative if it has lost some. */
  sent(bytes: number): void {
    this.#bytes += bytes;
    this.#sentBytes += bytes;
  }

  /** Adds bytes that need not be sent. */
  passed(bytes: number): void {
    this.#bytes += bytes;
  }

  fileDone(): void {
    this.#files += 1;
  }

  line(nowMs: number): string {
    const seconds = (nowMs - this.#beganMs) / 1000;
    const rate = seconds > 1 && this.#sentBytes > 0 ? this.#sentBytes / seconds : null;
    const left = Math.max(0, this.#total.bytes - this.#bytes);
    const parts = [
      `${this.#files}/${this.#total.files} files`,
      `${formatBytes(Math.max(0, this.#bytes))} of ${formatBytes(this.#total.bytes)}`,
      ...(rate === null ? [] : [`${formatBytes(rate)}/s`, `${formatSeconds(left / rate)} left`]),
    ];
    return parts.join(' · ');
  }
}
