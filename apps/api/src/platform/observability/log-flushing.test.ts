import fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { LogDestination, logOutputOf, maxWaitingBytes } from './log-destination.ts';
import { createLogger, type Logger } from './logger.ts';

const flushMs = 100;

/** A stdout that takes what it is given when it is told to. */
class SlowStdout {
  readonly taken: Buffer[] = [];
  private waiting: (() => void)[] = [];

  constructor() {
    vi.spyOn(fs, 'write').mockImplementation(((_fd: number, bytes: Buffer, done: (error: null, n: number) => void) => {
      this.waiting.push(() => {
        this.taken.push(bytes);
        done(null, bytes.length);
      });
    }) as typeof fs.write);
    vi.spyOn(fs, 'writeSync').mockImplementation(((_fd: number, bytes: Buffer) => {
      this.taken.push(bytes);
      return bytes.length;
    }) as typeof fs.writeSync);
  }

  get isAsked(): boolean {
    return this.waiting.length > 0;
  }

  takeAll(): void {
    for (const take of this.waiting.splice(0)) take();
  }

  get lines(): number[] {
    return linesIn(this.taken);
  }
}

interface LogLine {
  readonly line: number;
  readonly event?: string;
  readonly count?: number;
}

function parsed(written: Buffer[]): LogLine[] {
  const text = Buffer.concat(written).toString();
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as LogLine);
}

const linesIn = (written: Buffer[]): number[] => parsed(written).map(({ line }) => line);

const loggerTo = (destination: LogDestination): Logger =>
  createLogger({ logLevel: 'info', tracing: null }, destination);
const logger = (): Logger => loggerTo(new LogDestination({ fd: 1, waits: true }));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('a log that gathers lines', () => {
  it('wakes nobody while there are none', () => {
    logger();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('writes one a tenth of a second later, and then rests', () => {
    const stdout = new SlowStdout();
    logger().info({ line: 1 });
    vi.advanceTimersByTime(flushMs - 1);
    expect(stdout.isAsked).toBe(false);
    vi.advanceTimersByTime(1);
    stdout.takeAll();
    expect(stdout.lines).toEqual([1]);
    for (let turn = 0; turn < 2; turn += 1) {
      vi.advanceTimersByTime(flushMs);
      stdout.takeAll();
    }
    expect(stdout.lines).toEqual([1]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('leaves no line behind, in whatever order lines, crashes, time and a slow reader come (generated)', () => {
    const act = fc.oneof(
      fc.record({ kind: fc.constant('line'), size: fc.integer({ min: 0, max: 5_000 }) }),
      fc.record({ kind: fc.constantFrom('crash', 'time', 'read'), size: fc.integer({ min: 1, max: 250 }) }),
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        const stdout = new SlowStdout();
        const log = logger();
        let logged = 0;
        for (const { kind, size } of acts) {
          if (kind === 'line') log.info({ line: (logged += 1), padding: 'x'.repeat(size) });
          // Written at once, before what a thread is about to write.
          else if (kind === 'crash' && !stdout.isAsked) log.fatal({ line: (logged += 1) });
          else if (kind === 'time') vi.advanceTimersByTime(size);
          else if (kind === 'read') stdout.takeAll();
        }
        // Every line may need a turn of its own.
        for (let turn = 0; turn <= logged + 2; turn += 1) {
          stdout.takeAll();
          vi.advanceTimersByTime(flushMs);
        }
        expect(stdout.lines).toEqual(Array.from({ length: logged }, (_, index) => index + 1));
        expect(vi.getTimerCount()).toBe(0);
      }),
      { seed: 51, numRuns: 300 },
    );
  });
});

describe('a log that goes through a pipe', () => {
  let directory: string;
  let reader: number;
  let writer: number;

  beforeAll(() => {
    directory = fs.mkdtempSync(join(tmpdir(), 'pixelboxx-log-'));
    const path = join(directory, 'pipe');
    execFileSync('mkfifo', [path]);
    reader = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
    writer = fs.openSync(path, fs.constants.O_WRONLY);
  });
  afterAll(() => {
    fs.closeSync(writer);
    fs.closeSync(reader);
    fs.rmSync(directory, { recursive: true });
  });

  /** As much as is there, up to `bytes`. */
  function read(bytes: number): Buffer {
    const buffer = Buffer.allocUnsafe(bytes);
    try {
      return buffer.subarray(0, fs.readSync(reader, buffer));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return Buffer.alloc(0);
      throw error;
    }
  }

  /** What comes while `read` finds something and time passes. */
  function readAll(): Buffer[] {
    const taken: Buffer[] = [];
    for (let nothing = 0; nothing < 3;) {
      const bytes = read(65_536);
      nothing = bytes.length === 0 ? nothing + 1 : 0;
      taken.push(bytes);
      vi.advanceTimersByTime(flushMs);
    }
    return taken;
  }

  it('opens it once, however many loggers there are', () => {
    expect(logOutputOf(writer)).toBe(logOutputOf(writer));
  });

  it('writes every line once, whole and in order, to a reader of any speed (generated)', () => {
    const act = fc.oneof(
      fc.record({ kind: fc.constant('line'), size: fc.integer({ min: 0, max: 20_000 }) }),
      fc.record({ kind: fc.constant('time'), size: fc.integer({ min: 1, max: 250 }) }),
      fc.record({ kind: fc.constant('read'), size: fc.integer({ min: 1, max: 30_000 }) }),
      fc.record({ kind: fc.constant('fatal'), size: fc.constant(0) }),
    );
    const output = logOutputOf(writer);
    expect(output.waits).toBe(false);
    let full = 0;
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60, size: 'max' }), (acts) => {
        const log = loggerTo(new LogDestination(output));
        const taken: Buffer[] = [];
        let logged = 0;
        for (const { kind, size } of acts) {
          if (kind === 'line') log.info({ line: (logged += 1), padding: 'é'.repeat(size / 2) });
          else if (kind === 'fatal' && taken.length > 0) {
            // At once, for which there has to be room.
            taken.push(...readAll());
            log.fatal({ line: (logged += 1) });
          } else if (kind === 'time') vi.advanceTimersByTime(size);
          else if (kind === 'read') taken.push(read(size));
        }
        taken.push(...readAll());
        if (Buffer.concat(taken).length > 65_536) full += 1;
        expect(linesIn(taken)).toEqual(Array.from({ length: logged }, (_, index) => index + 1));
        expect(vi.getTimerCount()).toBe(0);
      }),
      { seed: 52, numRuns: 150 },
    );
    // More than a pipe holds, so that it was full in between.
    expect(full).toBeGreaterThan(20);
  });

  it('drops lines while a reader has stopped and a great many wait, and says how many once it reads again', () => {
    const log = loggerTo(new LogDestination(logOutputOf(writer)));
    const padding = 'x'.repeat(100_000);
    const lines = Math.ceil((maxWaitingBytes * 1.2) / padding.length);
    for (let line = 1; line <= lines; line += 1) log.info({ line, padding });
    const written = parsed(readAll());
    const [told] = written.filter(({ event }) => event === 'log.lines.dropped');
    const kept = written.filter(({ event }) => event === undefined).map(({ line }) => line);
    expect(kept).toEqual(Array.from(kept, (_, index) => index + 1));
    expect(told?.count).toBeGreaterThan(lines / 10);
    expect(kept.length + (told?.count ?? 0)).toBe(lines);
    log.info({ line: 1 });
    expect(linesIn(readAll())).toEqual([1]);
  });
});

describe('a log in a file', () => {
  it('goes on, with what it was given meanwhile, when its disk has room again', () => {
    const taken: Buffer[] = [];
    let isFull = true;
    vi.spyOn(fs, 'writeSync').mockImplementation(((_fd: number, bytes: Buffer) => {
      if (isFull) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      taken.push(bytes);
      return bytes.length;
    }) as typeof fs.writeSync);
    const log = loggerTo(new LogDestination({ fd: 1, waits: false }));
    log.info({ line: 1 });
    vi.advanceTimersByTime(flushMs);
    log.info({ line: 2 });
    vi.advanceTimersByTime(5_000);
    expect(taken).toEqual([]);
    isFull = false;
    vi.advanceTimersByTime(1_000 + flushMs);
    expect(linesIn(taken)).toEqual([1, 2]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is appended to, whoever else has it open', () => {
    const path = join(fs.mkdtempSync(join(tmpdir(), 'pixelboxx-log-')), 'log');
    const fd = fs.openSync(path, 'w');
    fs.writeSync(fd, '{"line":0}\n');
    const log = loggerTo(new LogDestination(logOutputOf(fd)));
    log.info({ line: 1 });
    vi.advanceTimersByTime(flushMs);
    fs.writeSync(fd, '{"line":2}\n');
    log.info({ line: 3 });
    vi.advanceTimersByTime(flushMs);
    fs.closeSync(fd);
    expect(linesIn([fs.readFileSync(path)])).toEqual([0, 1, 2, 3]);
    fs.rmSync(join(path, '..'), { recursive: true });
  });
});
