import { pollUntil } from '@pixelboxx/config/testing';
import { declaredBroadcasts } from '@pixelboxx/shared';
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Broadcasts } from '../../../src/platform/broadcasts/broadcasts.ts';
import { type KeyValueStore, KeyValueStoreUnavailable } from '../../../src/platform/redis/key-value/key-value-store.ts';
import { MemoryKeyValueStore } from '../../../src/platform/redis/key-value/memory-key-value-store.ts';
import { RedisKeyValueStore } from '../../../src/platform/redis/key-value/redis-key-value-store.ts';
import { type LocalService } from '../../support/network/local-service.ts';
import { redisProgram, startRedis } from '../redis/redis-server.ts';

const logger = pino({ level: 'silent' });
const givenUrl = process.env['TEST_REDIS_URL'];
const running: LocalService[] = [];

/** Two replicas' stores: within one process they are one. */
async function onRedis(): Promise<[KeyValueStore, KeyValueStore]> {
  let url = givenUrl;
  if (!url) {
    const server = await startRedis();
    running.push(server);
    url = `redis://127.0.0.1:${server.port}`;
  }
  const options = { url, logger, keyPrefix: `test-${randomUUID()}:`, commandTimeoutMs: 10_000 };
  const stores: [KeyValueStore, KeyValueStore] = [new RedisKeyValueStore(options), new RedisKeyValueStore(options)];
  await pollUntil('Redis answers', () => stores.every((store) => store.isUp()));
  return stores;
}

function inThisProcess(): Promise<[KeyValueStore, KeyValueStore]> {
  const store = new MemoryKeyValueStore({ logger });
  return Promise.resolve([store, store]);
}

/** What a log would have said. */
function listeningLogger() {
  const lines: unknown[] = [];
  return { lines, warn: (line: unknown) => void lines.push(line) };
}

const kinds = [
  { kind: 'in this process', open: inThisProcess },
  {
    kind: 'over Redis',
    open: onRedis,
    skip: !givenUrl && !redisProgram && 'set TEST_REDIS_URL or install redis-server',
  },
];

for (const { kind, open, skip } of kinds) {
  describe.skipIf(skip)(`broadcasts ${kind}${skip ? ` (${skip})` : ''}`, () => {
    let stores: [KeyValueStore, KeyValueStore];
    const log = listeningLogger();
    let here: Broadcasts;
    let there: Broadcasts;

    beforeAll(async () => {
      stores = await open();
      here = new Broadcasts(stores[0], log);
      there = new Broadcasts(stores[1], log);
    }, 30_000);
    afterAll(async () => {
      await Promise.all(stores.map((store) => store.close()));
      await Promise.all(running.splice(0).map((server) => server.dispose()));
    });

    it('reach every replica that listens to the topic, including the sender, until it unsubscribes', async () => {
      const [mine, others, elsewhere]: [string[], string[], string[]] = [[], [], []];
      const stop = await here.subscribe('user.changed', ({ userId }) => mine.push(userId));
      const stopThere = await there.subscribe('user.changed', ({ userId }) => others.push(userId));
      const stopElse = await there.subscribe('session.changed', ({ sessionId }) => elsewhere.push(sessionId));
      const [first, second] = [randomUUID(), randomUUID()];
      await here.publish('user.changed', { userId: first });
      await pollUntil('both have heard', () => mine.length === 1 && others.length === 1);
      await stop();
      await there.publish('user.changed', { userId: second });
      await pollUntil('who still listens has heard', () => others.length === 2);
      expect({ mine, others, elsewhere }).toEqual({ mine: [first], others: [first, second], elsewhere: [] });
      await Promise.all([stopThere(), stopElse()]);
    });

    it('contain only the fields of the contract', async () => {
      const heard: unknown[] = [];
      const stop = await there.subscribe('user.changed', (data) => heard.push(data));
      const userId = randomUUID();
      const user = { userId, email: 'ada@example.org' };
      await here.publish('user.changed', user);
      await pollUntil('it has come', () => heard.length === 1);
      expect(heard).toEqual([{ userId }]);
      await stop();
    });

    it('ignore unknown messages of another release, and log that once', async () => {
      const heard: string[] = [];
      const stop = await there.subscribe('session.changed', ({ sessionId }) => heard.push(sessionId));
      const unreadable = ['', 'plain text', '{', 'null', '[]', '{"sessionId":5}', '{"userId":"x"}'];
      for (const message of unreadable) await stores[0].publish('broadcast:session.changed', message);
      const sessionId = randomUUID();
      await stores[0].publish('broadcast:session.changed', JSON.stringify({ sessionId, added: 'by a later release' }));
      await pollUntil('the readable one has come', () => heard.length === 1);
      expect(heard).toEqual([sessionId]);
      expect(log.lines).toEqual([{ event: 'broadcast.unreadable', topic: 'session.changed' }]);
      await stop();
    });
  });
}

describe('broadcasts while the store is unavailable', () => {
  const away: Pick<KeyValueStore, 'publish' | 'subscribe'> = {
    publish: () => Promise.reject(new KeyValueStoreUnavailable(new Error('gone'))),
    subscribe: (_channel, _listener, options) => {
      options?.onGap?.();
      return Promise.resolve(() => Promise.resolve());
    },
  };

  it('are lost without failing their sender, and listeners are notified of the gap', async () => {
    const broadcasts = new Broadcasts(away, listeningLogger());
    let gaps = 0;
    await broadcasts.subscribe('user.changed', () => undefined, { onGap: () => (gaps += 1) });
    await broadcasts.publish('user.changed', { userId: randomUUID() });
    expect(gaps).toBe(1);
  });
});

describe('the contract of broadcasts', () => {
  it.each([...declaredBroadcasts()])('%s contains only ids', (_topic, schema) => {
    const { properties = {} } = z.toJSONSchema(schema);
    expect(Object.keys(properties).length).toBeGreaterThan(0);
    // Or one of a list that is written here, or a SHA-256: no word of anybody's.
    const isHarmless = (field: unknown) =>
      typeof field === 'object' &&
      field !== null &&
      (('format' in field && field.format === 'uuid') ||
        ('pattern' in field && field.pattern === '^[0-9a-f]{64}$') ||
        'enum' in field);
    for (const field of Object.values(properties)) expect(field).toSatisfy(isHarmless);
  });
});
