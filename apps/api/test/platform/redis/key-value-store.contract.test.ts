import { pollUntil, takeTime } from '@pixelboxx/config/testing';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KeyValueStore, maxGroupMembers } from '../../../src/platform/redis/key-value/key-value-store.ts';
import { MemoryKeyValueStore } from '../../../src/platform/redis/key-value/memory-key-value-store.ts';
import { RedisKeyValueStore } from '../../../src/platform/redis/key-value/redis-key-value-store.ts';
import { type LocalService } from '../../support/network/local-service.ts';
import { redisProgram, startRedis, startRedisCluster } from './redis-server.ts';

const logger = pino({ level: 'silent' });
const givenUrl = process.env['TEST_REDIS_URL'];
const running: LocalService[] = [];
const groupSeed = Number(process.env['GROUP_SEED'] ?? 20_261_129);
/** For how long those join who are to run out soon. */
const shortMs = 15;

async function connect(url: string): Promise<KeyValueStore> {
  const store = new RedisKeyValueStore({ url, logger, keyPrefix: `test-${randomUUID()}:`, commandTimeoutMs: 10_000 });
  await pollUntil('Redis answers', () => store.isUp());
  return store;
}

const kinds = [
  { kind: 'in this process', open: () => Promise.resolve(new MemoryKeyValueStore({ logger })) },
  {
    kind: 'on Redis',
    skip: !givenUrl && !redisProgram && 'set TEST_REDIS_URL or install redis-server',
    open: async () => {
      if (givenUrl) return connect(givenUrl);
      const server = await startRedis();
      running.push(server);
      return connect(`redis://127.0.0.1:${server.port}`);
    },
  },
  {
    kind: 'on a Redis cluster',
    skip: !redisProgram && 'install redis-server',
    open: async () => {
      const { url, nodes } = await startRedisCluster();
      running.push(...nodes);
      return connect(url);
    },
  },
];

for (const { kind, open, skip } of kinds) {
  describe.skipIf(skip)(`a key-value store ${kind}${skip ? ` (${skip})` : ''}`, () => {
    let store: KeyValueStore;
    beforeAll(async () => {
      store = await open();
    }, 30_000);
    afterAll(async () => {
      await store.close();
      await Promise.all(running.splice(0).map((server) => server.dispose()));
    });

    it('returns what was set, and null for other keys', async () => {
      await store.set('greeting', 'grüß dich 👋', { ttlMs: 60_000 });
      expect(await store.get('greeting')).toBe('grüß dich 👋');
      expect(await store.get('nothing')).toBeNull();
    });

    it('deletes a value when it expires', async () => {
      await store.set('short', 'x', { ttlMs: 500 });
      expect(await store.get('short')).toBe('x');
      await pollUntil('it is gone', async () => (await store.get('short')) === null);
    });

    it('deletes several keys at once, wherever they are stored, and ignores absent ones', async () => {
      const keys = Array.from({ length: 20 }, (_, index) => `many:${index}`);
      await Promise.all(keys.map((key) => store.set(key, key, { ttlMs: 60_000 })));
      await store.delete([...keys, 'never-there']);
      expect(await Promise.all(keys.map((key) => store.get(key)))).toEqual(keys.map(() => null));
      await store.delete([]);
    });

    it('lets exactly one of many concurrent callers set a key that is absent', async () => {
      const wins = await Promise.all(
        Array.from({ length: 50 }, (_, index) => store.setIfAbsent('lock', String(index), { ttlMs: 60_000 })),
      );
      expect(wins.filter(Boolean)).toHaveLength(1);
      await store.delete(['lock']);
      expect(await store.setIfAbsent('lock', 'again', { ttlMs: 60_000 })).toBe(true);
    });

    it('allows exactly N of 10 N parallel takes', async () => {
      const results = await Promise.all(
        Array.from({ length: 1000 }, () => store.take('burst', { limit: 100, windowMs: 60_000 })),
      );
      expect(results.filter(({ allowed }) => allowed)).toHaveLength(100);
      expect(results.filter(({ allowed }) => allowed).map(({ remaining }) => remaining)).toEqual(
        Array.from({ length: 100 }, (_, index) => 99 - index),
      );
      const refused = results.filter(({ allowed }) => !allowed);
      expect(refused.every(({ remaining, resetMs }) => remaining === 0 && resetMs > 0 && resetMs <= 63_000)).toBe(true);
    });

    it('counts a call by its cost, and a refused call not at all', async () => {
      const take = (cost: number) => store.take('cost', { limit: 10, windowMs: 60_000, cost });
      expect(await take(7)).toMatchObject({ allowed: true, limit: 10, remaining: 3 });
      expect(await take(4)).toMatchObject({ allowed: false, remaining: 3 });
      expect(await take(3)).toMatchObject({ allowed: true, remaining: 0 });
      expect(await take(11)).toMatchObject({ allowed: false });
    });

    it('releases units as the window moves, exactly at the announced time', async () => {
      const policy = { limit: 2, windowMs: 1_000 };
      await store.take('window', policy);
      await store.take('window', policy);
      const refused = await store.take('window', policy);
      expect(refused).toMatchObject({ allowed: false, remaining: 0 });
      expect(refused.resetMs).toBeGreaterThan(200);
      expect(refused.resetMs).toBeLessThanOrEqual(1_100);
      await takeTime(refused.resetMs + 5);
      expect(await store.take('window', policy)).toMatchObject({ allowed: true });
    });

    it('counts every key, and every window of a key, separately', async () => {
      const once = { limit: 1, windowMs: 60_000 };
      expect((await store.take('one', once)).allowed).toBe(true);
      expect((await store.take('two', once)).allowed).toBe(true);
      expect((await store.take('one', { limit: 1, windowMs: 30_000 })).allowed).toBe(true);
      expect((await store.take('one', once)).allowed).toBe(false);
    });

    it('lists the members of a group, each once, until they leave', async () => {
      await store.join('room', 'ada', { ttlMs: 60_000 });
      await store.join('room', 'ben', { ttlMs: 60_000 });
      await store.join('room', 'ada', { ttlMs: 60_000 });
      await store.join('hall', 'cy', { ttlMs: 60_000 });
      await store.leave('room', 'nobody');
      await store.leave('nowhere', 'ada');
      const found = await store.membersOf(['room', 'nowhere', 'hall']);
      expect(found.map((members) => members.toSorted())).toEqual([['ada', 'ben'], [], ['cy']]);
      await store.leave('room', 'ada');
      expect(await store.membersOf(['room'])).toEqual([['ben']]);
      expect(await store.membersOf([])).toEqual([]);
    });

    it('removes only a member who does not join again in time', async () => {
      await store.join('watch', 'stays', { ttlMs: 60_000 });
      await store.join('watch', 'goes', { ttlMs: 300 });
      const [atFirst] = await store.membersOf(['watch']);
      expect(atFirst?.toSorted()).toEqual(['goes', 'stays']);
      await pollUntil('one is gone', async () => (await store.membersOf(['watch']))[0]?.length === 1);
      expect(await store.membersOf(['watch'])).toEqual([['stays']]);
    });

    it('keeps a group within its limit, preferring members who expire last', async () => {
      const joins = Array.from({ length: maxGroupMembers + 50 }, (_, index) =>
        store.join('crowd', `member ${index}`, { ttlMs: index < 50 ? 30_000 : 60_000 }),
      );
      await Promise.all(joins);
      const [crowd = []] = await store.membersOf(['crowd']);
      expect(crowd).toHaveLength(maxGroupMembers);
      expect(crowd).not.toContain('member 0');
      expect(crowd).toContain('member 50');
    });

    it('has the same group members as its model, for every schedule', async () => {
      const [group, member] = [fc.constantFrom('red', 'blue'), fc.constantFrom('ada', 'ben', 'cy')];
      const step = fc.oneof(
        {
          weight: 4,
          arbitrary: fc.record({ act: fc.constant('join' as const), group, member, isShort: fc.boolean() }),
        },
        { weight: 2, arbitrary: fc.record({ act: fc.constant('leave' as const), group, member }) },
        { weight: 1, arbitrary: fc.record({ act: fc.constant('expire' as const) }) },
      );
      let run = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
          run += 1;
          const name = (suffix: string) => `model ${run} ${suffix}`;
          const lasting = new Set<string>();
          const fleeting = new Set<string>();
          for (const one of steps) {
            if (one.act === 'expire') {
              await takeTime(2 * shortMs);
              fleeting.clear();
            } else {
              const entry = `${one.group}/${one.member}`;
              for (const set of [lasting, fleeting]) set.delete(entry);
              if (one.act === 'leave') await store.leave(name(one.group), one.member);
              else {
                (one.isShort ? fleeting : lasting).add(entry);
                await store.join(name(one.group), one.member, { ttlMs: one.isShort ? shortMs : 60_000 });
              }
            }
            const [red = [], blue = []] = await store.membersOf(['red', 'blue'].map(name));
            const found = [...red.map((who) => `red/${who}`), ...blue.map((who) => `blue/${who}`)];
            // Whoever joined for a short time may be there still.
            expect(found.filter((entry) => !fleeting.has(entry)).toSorted()).toEqual([...lasting].toSorted());
          }
        }),
        { seed: groupSeed, numRuns: 25 },
      );
      process.stdout.write(`groups ${kind}: ${run} schedules of seed ${groupSeed}\n`);
    }, 30_000);

    it('delivers messages to all listeners of the channel, and to no others', async () => {
      const heard: string[] = [];
      const stop = await store.subscribe('news', (message) => heard.push(`a:${message}`));
      const stopOther = await store.subscribe('news', (message) => heard.push(`b:${message}`));
      const stopElse = await store.subscribe('else', (message) => heard.push(`c:${message}`));
      await store.publish('news', 'hello');
      await pollUntil('both have heard', () => heard.length === 2);
      expect(heard.toSorted()).toEqual(['a:hello', 'b:hello']);
      await stop();
      await store.publish('news', 'again');
      await pollUntil('the other has heard', () => heard.includes('b:again'));
      expect(heard).toHaveLength(3);
      await Promise.all([stopOther(), stopElse()]);
    });

    it('survives a listener that throws', async () => {
      let calls = 0;
      const stop = await store.subscribe('faulty', () => {
        calls += 1;
        throw new Error('a listener’s own fault');
      });
      await store.publish('faulty', '1');
      await store.publish('faulty', '2');
      await pollUntil('both arrived', () => calls === 2);
      await stop();
    });

    it('reports that it is up', async () => {
      await store.ping();
      expect(store.isUp()).toBe(true);
    });
  });
}
