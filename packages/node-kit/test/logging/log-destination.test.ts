import { openStoppedReader, type StoppedReader } from '@pixelboxx/config/testing';
import fc from 'fast-check';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { LogDestination, openLogOutput, maxWaitingBytes } from '../../src/logging/log-destination.ts';

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

/** As a logger does: lines of which the worst is written at once. */
function loggerTo(destination: LogDestination) {
  const info = (fields: object): void => destination.write(`${JSON.stringify(fields)}\n`);
  const fatal = (fields: object): void => {
    info(fields);
    destination.flushSync();
  };
  return { info, fatal };
}
const logger = () => loggerTo(new LogDestination({ fd: 1, waits: true }));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('a buffering log', () => {
  it('sets no timer while there are no lines', () => {
    logger();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('writes a line a tenth of a second later, and then sets no timer', () => {
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

  it('loses no line, in any order of lines, crashes, time and a slow reader (generated)', () => {
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

describe('a log through a pipe', () => {
  let reader: StoppedReader;

  beforeAll(() => {
    reader = openStoppedReader();
  });
  afterAll(() => reader.close());

  /** What comes while `read` finds something and time passes. */
  function readAll(): Buffer[] {
    const taken: Buffer[] = [];
    for (let nothing = 0; nothing < 3;) {
      const bytes = reader.read();
      nothing = bytes.length === 0 ? nothing + 1 : 0;
      taken.push(bytes);
      vi.advanceTimersByTime(flushMs);
    }
    return taken;
  }

  it('writes every line once, completely and in order, to a reader of any speed (generated)', () => {
    const act = fc.oneof(
      fc.record({ kind: fc.constant('line'), size: fc.integer({ min: 0, max: 20_000 }) }),
      fc.record({ kind: fc.constant('time'), size: fc.integer({ min: 1, max: 250 }) }),
      fc.record({ kind: fc.constant('read'), size: fc.integer({ min: 1, max: 30_000 }) }),
      fc.record({ kind: fc.constant('fatal'), size: fc.constant(0) }),
    );
    const output = openLogOutput(reader.fd);
    expect(output.waits).toBe(false);
    let full = 0;
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60, size: 'max' }), (acts) => {
        const log = loggerTo(new LogDestination(output));
        const taken: Buffer[] = [];
        let logged = 0;
        for (const { kind, size } of acts) {
          if (kind === 'line') log.info({ line: (logged += 1), padding: 'é'.repeat(size / 2) });
          else if (kind === 'fatal') {
            // At once, for which there has to be room.
            taken.push(...readAll());
            log.fatal({ line: (logged += 1) });
          } else if (kind === 'time') vi.advanceTimersByTime(size);
          else taken.push(reader.read(size));
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

  it('drops lines while the reader has stopped and very many wait, and reports how many once it reads again', () => {
    const log = loggerTo(new LogDestination(openLogOutput(reader.fd)));
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
  it('continues, including the lines meanwhile, when the disk has space again', () => {
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

  it('is appended to, even if other processes have it open', () => {
    const path = join(fs.mkdtempSync(join(tmpdir(), 'pixelboxx-log-')), 'log');
    const fd = fs.openSync(path, 'w');
    fs.writeSync(fd, '{"line":0}\n');
    const log = loggerTo(new LogDestination(openLogOutput(fd)));
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
