import fc from 'fast-check';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Presence } from './presence.ts';
import { MemoryKeyValueStore } from '../redis/key-value/memory-key-value-store.ts';

const seed = Number(process.env['PRESENCE_SEED'] ?? 20_261_129);
const logger = pino({ level: 'silent' });
const room = { name: 'room' };

function openStore(now?: () => number): MemoryKeyValueStore {
  const store = new MemoryKeyValueStore({ logger, ...(now && { now }) });
  onTestFinished(() => store.close());
  return store;
}

/** A store that can be down, and reports it afterwards. */
function brittle(store: MemoryKeyValueStore) {
  let isAway = false;
  let commands = 0;
  const gaps: (() => void)[] = [];
  const reach = <Value>(work: () => Promise<Value>): Promise<Value> => {
    commands += 1;
    return isAway ? Promise.reject(new Error('away')) : work();
  };
  const through = {
    join: (...args: Parameters<typeof store.join>) => reach(() => store.join(...args)),
    leave: (...args: Parameters<typeof store.leave>) => reach(() => store.leave(...args)),
    membersOf: (...args: Parameters<typeof store.membersOf>) => reach(() => store.membersOf(...args)),
    isUp: () => !isAway,
    subscribe: (_channel: string, _listener: unknown, options?: { onGap?: () => void }) => {
      if (options?.onGap) gaps.push(options.onGap);
      return Promise.resolve(() => Promise.resolve());
    },
  };
  return {
    through,
    commands: () => commands,
    lose: () => (isAway = true),
    recover: () => {
      isAway = false;
      for (const onGap of gaps) onGap();
    },
  };
}

describe('presence', () => {
  it('lasts until the last of several holders on several replicas has ended, for any schedule', async () => {
    const act = fc.record({
      holder: fc.nat({ max: 5 }),
      member: fc.constantFrom('ada', 'ben c'),
      replica: fc.nat({ max: 1 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 40 }), async (acts) => {
        const store = new MemoryKeyValueStore({ logger });
        const replicas = [new Presence(store), new Presence(store)] as const;
        const held = new Map<number, { member: string; end: AbortController }>();
        for (const { holder, member, replica } of acts) {
          const open = held.get(holder);
          if (open) {
            held.delete(holder);
            open.end.abort();
          } else {
            const end = new AbortController();
            held.set(holder, { member, end });
            replicas[replica === 0 ? 0 : 1].present(room, member, end.signal);
          }
          await new Promise((resolve) => setImmediate(resolve));
          const expected = new Set([...held.values()].map(({ member: name }) => name));
          for (const each of replicas) expect(await each.members(room)).toEqual(expected);
        }
        for (const { end } of held.values()) end.abort();
        for (const each of replicas) await each.onApplicationShutdown();
        await store.close();
      }),
      { seed, numRuns: 100 },
    );
    process.stdout.write(`presence: 100 schedules of seed ${seed}\n`);
  });

  it('expires if its process died, and is renewed otherwise', async () => {
    let nowMs = 0;
    const store = openStore(() => nowMs);
    const { through, commands } = brittle(store);
    const dead = new Presence(store, { renewalMs: 60_000, ttlMs: 1_000 });
    const alive = new Presence(through, { renewalMs: 5, ttlMs: 1_000 });
    const end = new AbortController();
    dead.present(room, 'ada', end.signal);
    alive.present(room, 'ben', end.signal);
    const reader = new Presence(store);
    expect(await reader.members(room)).toEqual(new Set(['ada', 'ben']));
    for (let time = 0; time < 3; time += 1) {
      nowMs += 900;
      const before = commands();
      await expect.poll(commands, { interval: 5 }).toBeGreaterThan(before + 1);
      expect((await reader.members(room))?.has('ben')).toBe(true);
    }
    expect(await reader.members(room)).toEqual(new Set(['ben']));
    end.abort();
    await expect.poll(() => reader.members(room)).toEqual(new Set());
  });

  it('is unknown while the store is unavailable and shortly after, and recovers by itself', async () => {
    const { through, lose, recover } = brittle(openStore());
    const presence = new Presence(through, { settleMs: 50 });
    await presence.onModuleInit();
    const end = new AbortController();
    presence.present(room, 'ada', end.signal);
    lose();
    presence.present(room, 'ben', end.signal);
    expect(await presence.members(room)).toBeNull();
    expect(await presence.membersOf([room, room])).toBeNull();
    recover();
    expect(await presence.members(room)).toBeNull();
    await expect.poll(() => presence.members(room)).toEqual(new Set(['ada', 'ben']));
    end.abort();
  });

  it('needs no command if it ended before it began, and one command for a begin or an end', async () => {
    const { through, commands } = brittle(openStore());
    const presence = new Presence(through);
    presence.present(room, 'ada', AbortSignal.abort());
    expect(commands()).toBe(0);
    const end = new AbortController();
    presence.present(room, 'ada', end.signal);
    await presence.membersOf([room, { name: 'other' }]);
    expect(commands()).toBe(2);
    end.abort();
    await presence.onApplicationShutdown();
    expect(commands()).toBe(3);
  });
});
