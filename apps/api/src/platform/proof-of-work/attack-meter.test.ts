import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Config } from '../config/config.ts';
import { AttackMeter, calmMs } from './attack-meter.ts';
import { KeyValueStoreUnavailable } from '../redis/key-value/key-value-store.ts';
import { MemoryKeyValueStore } from '../redis/key-value/memory-key-value-store.ts';
import { RateLimiter } from '../redis/rate-limiter.ts';
import { testConfig } from '../../../test/support/config.ts';
import { ManualClock } from '../../../test/support/time/manual-clock.ts';

const threshold = 40;
const config: Config = { ...testConfig(), rateLimitScale: 1, abuse: { proof: 'AUTO', threshold } };

let atMs: number;
let clock: ManualClock;
/** Lines of the log. */
let warnings: string[];
let store: MemoryKeyValueStore;
let limiters: RateLimiter[];

const logger = pino({ base: null }, { write: (line) => warnings.push(line) });

/** One of several replicas that share a store. */
function replica(shared: MemoryKeyValueStore = store): AttackMeter {
  const limiter = new RateLimiter(shared, logger);
  limiters.push(limiter);
  return new AttackMeter(limiter, shared, clock, config, logger);
}

beforeEach(() => {
  atMs = Date.parse('2026-03-01T12:00:00Z');
  clock = new ManualClock(atMs);
  warnings = [];
  limiters = [];
  store = new MemoryKeyValueStore({ logger, now: () => atMs });
});
afterEach(async () => {
  for (const limiter of limiters) await limiter.onApplicationShutdown();
  await store.close();
});

function pass(milliseconds: number): void {
  atMs += milliseconds;
  clock.set(atMs);
}

async function times(count: number, act: () => Promise<void>): Promise<void> {
  for (let time = 0; time < count; time += 1) await act();
}

/** No replica can reach it. */
class AbsentStore extends MemoryKeyValueStore {
  override take = () => Promise.reject(new KeyValueStoreUnavailable('gone'));
  override get = () => Promise.reject(new KeyValueStoreUnavailable('gone'));
  override set = () => Promise.reject(new KeyValueStoreUnavailable('gone'));
}

describe('failed attempts', () => {
  it('are an attack when more than the threshold come within a minute, on all replicas together', async () => {
    const [here, there] = [replica(), replica()];
    await times(threshold / 2, () => here.noteAttempt());
    await times(threshold / 2, () => there.noteAttempt());
    expect([await here.attempts(), await here.isActive(), await there.isActive()]).toEqual([threshold, false, false]);
    await there.noteAttempt();
    expect([await here.isActive(), await there.isActive(), await replica().isActive()]).toEqual([true, true, true]);
    expect(warnings.map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({ event: 'abuse.attack', count: threshold + 1, threshold }),
    ]);
  });

  it('are no attack when they come slowly', async () => {
    const meter = replica();
    for (let minute = 0; minute < 10; minute += 1) {
      await times(threshold - 1, () => meter.noteAttempt());
      pass(66_000);
    }
    expect(await meter.isActive()).toBe(false);
  });

  it('stop being an attack after ten minutes of calm, and not before', async () => {
    const [here, there] = [replica(), replica()];
    await times(threshold + 1, () => here.noteAttempt());
    pass(calmMs - 1000);
    expect([await here.isActive(), await there.isActive()]).toEqual([true, true]);
    await times(threshold + 1, () => there.noteAttempt());
    pass(calmMs - 1000);
    expect([await here.isActive(), await there.isActive()]).toEqual([true, true]);
    pass(2000);
    expect([await here.isActive(), await there.isActive()]).toEqual([false, false]);
  });

  it('are none after ten minutes of calm, though the clock was set back', async () => {
    const meter = replica();
    await times(threshold + 1, () => meter.noteAttempt());
    pass(calmMs + 1000);
    clock.set(atMs - 2 * 3_600_000);
    expect(await meter.isActive()).toBe(false);
  });

  it('are counted per replica, more strictly, while the store is unavailable', async () => {
    const away = new AbsentStore({ logger });
    const meter = replica(away);
    await times(threshold / 4, () => meter.noteAttempt());
    expect(await meter.isActive()).toBe(false);
    await meter.noteAttempt();
    expect(await meter.isActive()).toBe(true);
    await away.close();
  });
});

describe('puzzles', () => {
  it('that are not solved keep the attack mode on, although their attempts do not fail', async () => {
    const meter = replica();
    await times(threshold + 1, () => meter.noteAttempt());
    pass(calmMs - 1000);
    await times(threshold + 1, () => meter.noteIssued('address:203.0.113.1'));
    pass(2000);
    expect(await meter.isActive()).toBe(true);
  });

  it('that are solved are no attack, however many', async () => {
    const meter = replica();
    await times(threshold * 3, async () => {
      await meter.noteIssued('address:203.0.113.1');
      await meter.noteSolved();
    });
    expect(await meter.isActive()).toBe(false);
  });

  it('become harder with the attack and with the requests of one network, within limits', async () => {
    const meter = replica();
    const [one, other] = ['address:203.0.113.1', 'address:203.0.113.2'];
    expect(await meter.bitsFor(one)).toBe(12);
    await times(80, async () => {
      await meter.noteIssued(one);
      await meter.noteSolved();
    });
    expect([await meter.bitsFor(one), await meter.bitsFor(other)]).toEqual([14, 12]);
    await times(threshold * 2, () => meter.noteAttempt());
    expect([await meter.bitsFor(one), await meter.bitsFor(other)]).toEqual([15, 13]);
    await times(threshold * 200, () => meter.noteAttempt());
    expect([await meter.bitsFor(one), await meter.bitsFor(other)]).toEqual([16, 16]);
    pass(660_000);
    expect([await meter.bitsFor(one), await meter.bitsFor(other)]).toEqual([12, 12]);
  });
});
