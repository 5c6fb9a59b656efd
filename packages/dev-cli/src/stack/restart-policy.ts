const windowMs = 60_000;
/** After this many ends within `windowMs`, restarting does not help. */
export const maxDeaths = 5;
const firstDelayMs = 250;

/** Whether and when to restart a process that ended unexpectedly: the delay doubles with each end within a minute. */
export class RestartPolicy {
  #deaths: number[] = [];

  /**
   * @param nowMs from a monotonic clock
   * @returns how long to wait in milliseconds; undefined if another try is pointless
   */
  delayAfterDeath(nowMs: number): number | undefined {
    this.#deaths = [...this.#deaths.filter((at) => nowMs - at < windowMs), nowMs];
    const count = this.#deaths.length;
    return count < maxDeaths ? firstDelayMs * 2 ** (count - 1) : undefined;
  }
}
