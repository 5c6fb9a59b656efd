import fs from 'node:fs';
import type { DestinationStream } from 'pino';

/** Up to here a write to a pipe is whole or not at all (POSIX, PIPE_BUF). */
const atomicBytes = 4_096;
/** So much is written without waiting for more. */
const enoughBytes = atomicBytes - 96;
/** How long a line may wait for others to be written with. */
const flushMs = 100;
/** Until a reader without room is tried again, and for how long altogether while the process ends. */
const retryMs = 10;
const lastWaitMs = 2_000;

/** Whole lines, as many as are written at once. */
interface Piece {
  readonly lines: Buffer[];
  bytes: number;
}

/** Those that have something left to write: what the end of the process looks for. */
const unwritten = new Set<LogDestination>();
process.on('exit', () => {
  for (const destination of unwritten) destination.flushSync();
});

/**
 * Writes lines without blocking, some at once or after 100 ms, as each write wakes a thread. What is under way while the
 * process ends is not waited for: were it more than a pipe takes at once, what is written meanwhile would get into the
 * middle of a line. Once nobody reads, or there is no room on the disk, lines are dropped: pino's own destination
 * (sonic-boom 4.2) tries to write them for ever at the end of the process, which then never comes.
 */
export class LogDestination implements DestinationStream {
  readonly #fd: number;
  readonly #pieces: Piece[] = [];
  #isWriting = false;
  #isBroken = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(fd: number) {
    this.#fd = fd;
  }

  write(line: string): void {
    if (this.#isBroken) return;
    const bytes = Buffer.from(line);
    const last = this.#pieces.at(-1);
    if (last && last.bytes + bytes.length <= atomicBytes) {
      last.lines.push(bytes);
      last.bytes += bytes.length;
    } else {
      if (!last) unwritten.add(this);
      this.#pieces.push({ lines: [bytes], bytes: bytes.length });
    }
    this.#writeInTime();
  }

  /** What is not under way is written when this returns, as far as somebody takes it. */
  flushSync(): void {
    const deadlineMs = performance.now() + lastWaitMs;
    for (let bytes = this.#take(); bytes; bytes = this.#take()) {
      try {
        writeAll(this.#fd, bytes, deadlineMs);
      } catch {
        // There is nowhere left to say so.
        this.#giveUp();
      }
    }
  }

  #writeInTime(): void {
    const [first] = this.#pieces;
    if (this.#isWriting || !first) return;
    if (this.#pieces.length > 1 || first.bytes >= enoughBytes) this.#writeNext();
    else this.#timer ??= setTimeout(this.#writeNext, flushMs).unref();
  }

  readonly #writeNext = (): void => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const bytes = this.#isWriting ? null : this.#take();
    if (bytes) this.#put(bytes);
  };

  #put(bytes: Buffer): void {
    this.#isWriting = true;
    fs.write(this.#fd, bytes, (error, written) => {
      if (!error && written < bytes.length) return this.#put(bytes.subarray(written));
      this.#isWriting = false;
      if (!error) return this.#writeInTime();
      if (!isPassing(error)) return this.#giveUp();
      unwritten.add(this);
      this.#pieces.unshift({ lines: [bytes], bytes: bytes.length });
      this.#timer ??= setTimeout(this.#writeNext, retryMs).unref();
    });
  }

  #take(): Buffer | null {
    const piece = this.#pieces.shift();
    if (this.#pieces.length === 0) unwritten.delete(this);
    return piece ? Buffer.concat(piece.lines, piece.bytes) : null;
  }

  #giveUp(): void {
    this.#isBroken = true;
    this.#pieces.length = 0;
    unwritten.delete(this);
    clearTimeout(this.#timer);
  }
}

function writeAll(fd: number, bytes: Buffer, deadlineMs: number): void {
  for (let rest = bytes; rest.length > 0;) {
    try {
      rest = rest.subarray(fs.writeSync(fd, rest));
    } catch (error) {
      if (!isPassing(error) || performance.now() > deadlineMs) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, retryMs);
    }
  }
}

/** A reader that has no room at the moment. */
function isPassing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EAGAIN' || error.code === 'EBUSY');
}
