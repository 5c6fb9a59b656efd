import { SystemClock } from '@pixelboxx/node-kit';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { InvalidationFeed } from './invalidation-feed.ts';
import type { Invalidation, LogReading } from './invalidation-log.ts';

const options = { maxLagMs: 750, intervalMs: 200, idleMs: 10_000, retentionMs: 600_000 };

/** The log under a test's control: `rows` is the result of a reading, and `isStuck` makes readings hang. */
class ScriptedLog {
  rows: Invalidation[] | null = [];
  horizon = 100n;
  isStuck = false;
  isAway = false;
  readings = 0;
  deleted: bigint[] = [];

  async readSince(): Promise<LogReading> {
    this.readings += 1;
    if (this.isAway) throw new Error('connect ECONNREFUSED');
    if (this.isStuck) await new Promise((_, reject) => setTimeout(() => reject(new Error('timeout')), 1_500));
    return { horizon: this.horizon, invalidations: this.rows };
  }

  deleteBefore(horizon: bigint): Promise<void> {
    this.deleted.push(horizon);
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

let log: ScriptedLog;
let feed: InvalidationFeed;
let heard: string[];

beforeEach(() => {
  vi.useFakeTimers();
  log = new ScriptedLog();
  feed = new InvalidationFeed(log, pino({ level: 'silent' }), new SystemClock(), options);
  heard = [];
  feed.listen('session', { forget: (key) => heard.push(key), forgetAll: () => heard.push('*') });
});

afterEach(() => {
  vi.useRealTimers();
});

/** `isCurrent` is called every 100 ms, as requests would. */
async function pass(milliseconds: number): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += 100) {
    feed.isCurrent();
    await vi.advanceTimersByTimeAsync(100);
  }
}

describe('[C1] a replica’s knowledge of invalidations', () => {
  it('is valid only once the log was read, and then starts with empty caches', async () => {
    expect(feed.isCurrent()).toBe(false);
    await vi.advanceTimersByTimeAsync(0);
    expect(feed.isCurrent()).toBe(true);
    expect(heard).toEqual(['*']);
  });

  it('becomes invalid if the log has not responded for three quarters of a second, and valid again when it responds', async () => {
    await pass(1_000);
    log.isStuck = true;
    await pass(1_000);
    expect(feed.isCurrent()).toBe(false);
    log.isStuck = false;
    log.rows = [{ id: '1', topic: 'session', key: 'missed', isSettled: false }];
    await pass(2_000);
    expect(feed.isCurrent()).toBe(true);
    expect(heard).toEqual(['*', 'missed']);
  });

  it('is invalid after the machine was suspended, even if its monotonic clock stood still', async () => {
    await pass(1_000);
    expect(feed.isCurrent()).toBe(true);
    vi.setSystemTime(Date.now() + 5_000);
    expect(feed.isCurrent()).toBe(false);
  });

  it('drops an entry once, although the log shows the row as long as an older transaction is open', async () => {
    await pass(1_000);
    log.rows = [{ id: '7', topic: 'session', key: 'a', isSettled: false }];
    await pass(1_000);
    log.rows = [
      ...log.rows,
      { id: '5', topic: 'session', key: 'b', isSettled: false },
      { id: '8', topic: 'other', key: 'c', isSettled: false },
    ];
    await pass(1_000);
    expect(heard).toEqual(['*', 'a', 'b']);
  });

  it.each([
    ['the log may have been cleaned up meanwhile', () => (log.isAway = true), 301_000],
    ['there is more than can be told', () => (log.rows = null), 300],
    ['it is the log of another database', () => (log.horizon = 3n), 300],
  ])('drops all entries when %s', async (_, happen, milliseconds) => {
    await pass(1_000);
    heard.length = 0;
    happen();
    await pass(milliseconds);
    log.isAway = false;
    await pass(400);
    expect(heard).toContain('*');
  });

  it('sends no queries while nothing is requested', async () => {
    await pass(1_000);
    await vi.advanceTimersByTimeAsync(options.idleMs + 1_000);
    const { readings } = log;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(log.readings).toBe(readings);
    feed.isCurrent();
    await vi.advanceTimersByTimeAsync(0);
    expect(log.readings).toBe(readings + 1);
  });

  it('deletes rows of the log once every replica has read them or must start again', async () => {
    await pass(1_000);
    log.horizon = 200n;
    await pass(options.retentionMs);
    expect(log.deleted).toEqual([100n]);
  });
});
