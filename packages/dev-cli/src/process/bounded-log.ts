import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const keptLines = 20;

/** A log file that never grows beyond `maxBytes`: the previous part is kept beside it as `<path>.1`. */
export class BoundedLog {
  readonly path: string;
  readonly #maxBytes: number;
  #descriptor: number;
  #bytes: number;
  #unfinished = '';
  readonly #lines: string[] = [];

  constructor(path: string, maxBytes = 10 * 1024 * 1024) {
    mkdirSync(dirname(path), { recursive: true });
    this.path = path;
    this.#maxBytes = maxBytes;
    this.#descriptor = openSync(path, 'a', 0o600);
    this.#bytes = fstatSync(this.#descriptor).size;
  }

  write(text: string): void {
    const chunk = Buffer.from(text);
    if (this.#bytes > 0 && this.#bytes + chunk.length > this.#maxBytes) this.#rotate();
    writeSync(this.#descriptor, chunk);
    this.#bytes += chunk.length;
    const lines = (this.#unfinished + text).split('\n');
    this.#unfinished = lines.pop() ?? '';
    this.#lines.push(...lines.filter((line) => line.trim() !== ''));
    this.#lines.splice(0, this.#lines.length - keptLines);
  }

  /** The last lines written through this object, including an unfinished one. */
  tail(): string[] {
    return [...this.#lines, ...(this.#unfinished.trim() ? [this.#unfinished] : [])];
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #rotate(): void {
    closeSync(this.#descriptor);
    renameSync(this.path, `${this.path}.1`);
    this.#descriptor = openSync(this.path, 'a', 0o600);
    this.#bytes = 0;
  }
}
