import fc from 'fast-check';
import fs from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLogger } from './logger.ts';

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
    const text = Buffer.concat(this.taken).toString();
    return text
      .split('\n')
      .slice(0, -1)
      .map((line) => (JSON.parse(line) as { line: number }).line);
  }
}

const logger = () => createLogger({ logLevel: 'info', tracing: null });

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
