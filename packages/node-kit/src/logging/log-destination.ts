import fs from 'node:fs';
import { SystemClock } from '../clock.ts';

/** Up to this size a write to a pipe is atomic (POSIX, PIPE_BUF). */
const atomicBytes = 4_096;
/** With this much waiting, it is written without waiting for more. */
const enoughBytes = atomicBytes - 96;
/** How long a line can wait to be written together with others. */
const flushMs = 100;
/** How often to retry a reader without room, and for how long in total while the process ends. */
const retryMs = 10;
const lastWaitMs = 2_000;
const noRoom = ['EAGAIN', 'EBUSY'];
/** How often to retry a full disk. */
const diskRetryMs = 1_000;
const diskFull = ['ENOSPC', 'EDQUOT'];
/** How much can wait for a reader that has stopped reading: some minutes of a busy process. */
export const maxWaitingBytes = 32 * 1024 * 1024;

/** Where lines are written. */
export interface LogOutput {
  readonly fd: number;
  /** Whether a write can block, in which case a thread does it; if false, a write without room fails with EAGAIN. */
  readonly waits: boolean;
}

const { O_WRONLY, O_NONBLOCK, O_NOCTTY } = fs.constants;
let stdout: LogOutput | undefined;

/**
 * Opens an output for a descriptor that stays open for as long as it is written to. A pipe, a terminal or a device is
 * opened a second time, so that only this process's writes are non-blocking: a flag on the existing descriptor would
 * apply to everybody who shares it. That is Linux; elsewhere, and for sockets, a thread writes.
 */
export function openLogOutput(fd: number): LogOutput {
  const kind = fs.fstatSync(fd);
  // Files are written to memory, so writes do not block. A file opened again would be written from its beginning.
  if (kind.isFile()) return { fd, waits: false };
  if (!kind.isFIFO() && !kind.isCharacterDevice()) return { fd, waits: true };
  try {
    return { fd: fs.openSync(`/proc/self/fd/${fd}`, O_WRONLY | O_NONBLOCK | O_NOCTTY), waits: false };
  } catch {
    return { fd, waits: true };
  }
}

/** Whole lines that are written in one call. */
interface Piece {
  lines: string;
  bytes: number;
}

/** Destinations with something left to write, flushed when the process ends. */
const unwritten = new Set<LogDestination>();
let hearsTheEnd = false;

function hearTheEnd(): void {
  if (hearsTheEnd) return;
  hearsTheEnd = true;
  process.on('exit', () => {
    for (const destination of unwritten) destination.flushSync();
  });
}

const clock = new SystemClock();

/**
 * Writes lines without blocking, several together or after 100 ms: each write is a system call and, if it can block, wakes a
 * thread. When the process ends, a thread's unfinished write is not awaited: if it is larger than a pipe accepts at once, lines
 * written meanwhile would land in the middle of a line. If a reader has stopped or a disk is full, writes are retried;
 * meanwhile, lines beyond `maxWaitingBytes` are dropped and counted. Once nobody reads, no lines are kept. At the end of a
 * process, pino's own destination (sonic-boom 4.2) retries for ever, so the process never ends.
 */
export class LogDestination {
  readonly #output: LogOutput;
  /** The unwritten rest of a piece. */
  #rest: Buffer | null = null;
  readonly #pieces: Piece[] = [];
  #waitingBytes = 0;
  #dropped = 0;
  #isWriting = false;
  #isBroken = false;
  #timer: NodeJS.Timeout | undefined;

  /** Defaults to stdout. Does not use `process.stdout`, which blocks while its reader is slow. */
  constructor(output: LogOutput = (stdout ??= openLogOutput(1))) {
    this.#output = output;
    hearTheEnd();
  }

  write(line: string): void {
    if (this.#isBroken) return;
    const bytes = Buffer.byteLength(line);
    if (this.#waitingBytes + bytes > maxWaitingBytes) {
      this.#dropped += 1;
      return;
    }
    this.#keep(line, bytes);
    // A write without room already has a retry scheduled.
    if (!this.#rest) this.#writeInTime();
  }

  /** On return, everything but a write in progress is written, as far as the reader accepts it. */
  flushSync(): void {
    const deadlineMs = performance.now() + lastWaitMs;
    for (let bytes = this.#take(); bytes; bytes = this.#take()) {
      try {
        writeAll(this.#output.fd, bytes, deadlineMs);
      } catch {
        // There is no place left to report it.
        this.#giveUp();
      }
    }
  }

  #keep(line: string, bytes: number): void {
    this.#waitingBytes += bytes;
    const last = this.#pieces.at(-1);
    if (last && last.bytes + bytes <= atomicBytes) {
      last.lines += line;
      last.bytes += bytes;
    } else {
      this.#pieces.push({ lines: line, bytes });
      unwritten.add(this);
    }
  }

  #writeInTime(): void {
    if (this.#isWriting) return;
    if (this.#isEnough()) this.#writeNext();
    else if (this.#pieces.length > 0) this.#wake(flushMs);
  }

  #isEnough(): boolean {
    return this.#pieces.length > 1 || (this.#pieces[0]?.bytes ?? 0) >= enoughBytes;
  }

  #wake(afterMs: number): void {
    this.#timer ??= setTimeout(this.#writeNext, afterMs).unref();
  }

  readonly #writeNext = (): void => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#isWriting) return;
    let bytes = this.#take();
    if (this.#output.waits) {
      if (bytes) this.#writeByThread(bytes);
      return;
    }
    while (bytes && this.#writeNow(bytes)) bytes = this.#rest || this.#isEnough() ? this.#take() : null;
    if (!this.#rest) this.#writeInTime();
  };

  /** False if the next write would fail too. */
  #writeNow(bytes: Buffer): boolean {
    try {
      const written = fs.writeSync(this.#output.fd, bytes);
      if (written < bytes.length) this.#putBack(bytes.subarray(written));
    } catch (error) {
      this.#fail(error, bytes);
      return false;
    }
    this.#tellDropped();
    return true;
  }

  #writeByThread(bytes: Buffer): void {
    this.#isWriting = true;
    fs.write(this.#output.fd, bytes, (error, written) => {
      if (!error && written < bytes.length) return this.#writeByThread(bytes.subarray(written));
      this.#isWriting = false;
      if (error) return this.#fail(error, bytes);
      this.#tellDropped();
      this.#writeInTime();
    });
  }

  #tellDropped(): void {
    if (this.#dropped === 0 || this.#waitingBytes > maxWaitingBytes / 2) return;
    const time = clock.now().toISOString();
    const line = `${JSON.stringify({ level: 'warn', time, event: 'log.lines.dropped', count: this.#dropped })}\n`;
    this.#dropped = 0;
    this.#keep(line, line.length);
  }

  #take(): Buffer | null {
    const piece = this.#rest ?? this.#pieces.shift();
    this.#rest = null;
    if (this.#pieces.length === 0) unwritten.delete(this);
    if (!piece) return null;
    const bytes = Buffer.isBuffer(piece) ? piece : Buffer.from(piece.lines);
    this.#waitingBytes -= bytes.length;
    return bytes;
  }

  #putBack(bytes: Buffer): void {
    this.#rest = bytes;
    this.#waitingBytes += bytes.length;
    unwritten.add(this);
  }

  #fail(error: unknown, bytes: Buffer): void {
    const afterMs = hasCode(error, noRoom) ? retryMs : hasCode(error, diskFull) ? diskRetryMs : null;
    if (afterMs === null) return this.#giveUp();
    this.#putBack(bytes);
    this.#wake(afterMs);
  }

  #giveUp(): void {
    this.#isBroken = true;
    this.#rest = null;
    this.#pieces.length = 0;
    this.#waitingBytes = 0;
    unwritten.delete(this);
    clearTimeout(this.#timer);
  }
}

function writeAll(fd: number, bytes: Buffer, deadlineMs: number): void {
  for (let rest = bytes; rest.length > 0;) {
    try {
      rest = rest.subarray(fs.writeSync(fd, rest));
    } catch (error) {
      if (!hasCode(error, noRoom) || performance.now() > deadlineMs) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, retryMs);
    }
  }
}

function hasCode(error: unknown, codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
