import fs from 'node:fs';
import { SystemClock } from '../clock.ts';

/** Up to here a write to a pipe is whole or not at all (POSIX, PIPE_BUF). */
const atomicBytes = 4_096;
/** So much is written without waiting for more. */
const enoughBytes = atomicBytes - 96;
/** How long a line may wait for others to be written with. */
const flushMs = 100;
/** Until a reader without room is tried again, and for how long altogether while the process ends. */
const retryMs = 10;
const lastWaitMs = 2_000;
const noRoom = ['EAGAIN', 'EBUSY'];
/** Until a full disk is tried again. */
const diskRetryMs = 1_000;
const diskFull = ['ENOSPC', 'EDQUOT'];
/** What may wait for a reader that has stopped reading: some minutes of a busy process. */
export const maxWaitingBytes = 32 * 1024 * 1024;

/** Where lines go. */
export interface LogOutput {
  readonly fd: number;
  /** Whether a write may wait for the reader, which is a thread's business then; if not, one without room says EAGAIN. */
  readonly waits: boolean;
}

const { O_WRONLY, O_NONBLOCK, O_NOCTTY } = fs.constants;
let stdout: LogOutput | undefined;

/**
 * Of one that stays open for as long as it is written to.
 * A pipe, a terminal or a device is opened once more, so that only this process's writes never wait: a flag set on what is
 * open already would be set for all who have it. That is Linux; elsewhere, and for sockets, a thread writes.
 */
export function openLogOutput(fd: number): LogOutput {
  const kind = fs.fstatSync(fd);
  // Written to memory. Opened once more, it would be written from its beginning.
  if (kind.isFile()) return { fd, waits: false };
  if (!kind.isFIFO() && !kind.isCharacterDevice()) return { fd, waits: true };
  try {
    return { fd: fs.openSync(`/proc/self/fd/${fd}`, O_WRONLY | O_NONBLOCK | O_NOCTTY), waits: false };
  } catch {
    return { fd, waits: true };
  }
}

/** Whole lines, as many as are written at once. */
interface Piece {
  lines: string;
  bytes: number;
}

/** Those that have something left to write: what the end of the process looks for. */
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
 * Writes lines without blocking, some at once or after 100 ms: each write is a call of the system, and where it may wait,
 * a thread that wakes. What a thread has under way while the process ends is not waited for: were it more than a pipe takes
 * at once, what is written meanwhile would get into the middle of a line. A reader that has stopped and a disk that is full
 * are tried again, lines beyond `maxWaitingBytes` are dropped and counted meanwhile; once nobody reads, none is kept. At the
 * end of a process, pino's own destination (sonic-boom 4.2) tries them for ever, and the end never comes.
 */
export class LogDestination {
  readonly #output: LogOutput;
  /** What a write has left of a piece. */
  #rest: Buffer | null = null;
  readonly #pieces: Piece[] = [];
  #waitingBytes = 0;
  #dropped = 0;
  #isWriting = false;
  #isBroken = false;
  #timer: NodeJS.Timeout | undefined;

  /** To stdout, unless it is said where else. Not by `process.stdout`, which waits for whoever reads it. */
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
    // What a reader had no room for has a time at which it is tried again.
    if (!this.#rest) this.#writeInTime();
  }

  /** What is not under way is written when this returns, as far as somebody takes it. */
  flushSync(): void {
    const deadlineMs = performance.now() + lastWaitMs;
    for (let bytes = this.#take(); bytes; bytes = this.#take()) {
      try {
        writeAll(this.#output.fd, bytes, deadlineMs);
      } catch {
        // There is nowhere left to say so.
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

  /** False where the next one would fare no better. */
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
