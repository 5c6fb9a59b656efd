import { safeJson, safeText } from './safe-text.ts';

/** Where something is written: standard output and standard error, as far as they are used. */
export interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface OutputOptions {
  readonly stdout: Stream;
  readonly stderr: Stream;
  /** One JSON document a line instead of sentences. */
  readonly json: boolean;
}

const eraseLine = '\r\u001b[2K';

/**
 * All that the program says. Results go to standard output, one a line; what is only for whoever watches goes to standard
 * error, and there a line of progress, on a terminal alone. Everything is made safe to show.
 */
export class Output {
  readonly json: boolean;
  readonly #stdout: Stream;
  readonly #stderr: Stream;
  #progress = '';

  constructor({ stdout, stderr, json }: OutputOptions) {
    this.json = json;
    this.#stdout = stdout;
    this.#stderr = stderr;
  }

  /** Whether somebody watches. */
  get isLive(): boolean {
    return this.#stderr.isTTY === true && !this.json;
  }

  /** @param record for programs @param sentence for people; null where there is nothing to say to them */
  result(record: Readonly<Record<string, unknown>>, sentence: string | null): void {
    if (this.json) this.#write(this.#stdout, safeJson(record));
    else if (sentence !== null) this.#write(this.#stdout, safeText(sentence));
  }

  /** For whoever watches. */
  note(sentence: string): void {
    this.#write(this.#stderr, safeText(sentence));
  }

  failure(code: string, message: string): void {
    if (this.json) this.#write(this.#stdout, safeJson({ event: 'error', code, message }));
    else this.note(`${code}: ${message}`);
  }

  /** Takes the place of the line of progress of before. */
  progress(line: string): void {
    if (!this.isLive) return;
    const width = (this.#stderr.columns ?? 80) - 1;
    this.#progress = safeText(line).slice(0, width);
    this.#stderr.write(eraseLine + this.#progress);
  }

  endProgress(): void {
    if (this.#progress !== '') this.#stderr.write(eraseLine);
    this.#progress = '';
  }

  #write(stream: Stream, line: string): void {
    const { isLive } = this;
    if (isLive && this.#progress !== '') this.#stderr.write(eraseLine);
    stream.write(`${line}\n`);
    if (isLive && this.#progress !== '') this.#stderr.write(this.#progress);
  }
}
