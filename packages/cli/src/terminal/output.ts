import { safeJson, safeText } from './safe-text.ts';

/** A target of output: the used part of standard output and standard error. */
export interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface OutputOptions {
  readonly stdout: Stream;
  readonly stderr: Stream;
  /** Prints one JSON document per line instead of sentences. */
  readonly json: boolean;
}

const eraseLine = '\r\u001b[2K';

/**
 * All output of the program. Results go to standard output, one per line. Notes for users go to standard error and,
 * only on a terminal, a progress line. All text is escaped for terminals.
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

  /** Whether the output is a terminal that a user watches. */
  get isLive(): boolean {
    return this.#stderr.isTTY === true && !this.json;
  }

  /** @param record for programs @param sentence for users; null to print nothing for them */
  result(record: Readonly<Record<string, unknown>>, sentence: string | null): void {
    if (this.json) this.#write(this.#stdout, safeJson(record));
    else if (sentence !== null) this.#write(this.#stdout, safeText(sentence));
  }

  /** Prints a note for users. */
  note(sentence: string): void {
    this.#write(this.#stderr, safeText(sentence));
  }

  failure(code: string, message: string): void {
    if (this.json) this.#write(this.#stdout, safeJson({ event: 'error', code, message }));
    else this.note(`${code}: ${message}`);
  }

  /** Replaces the previous progress line. */
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
