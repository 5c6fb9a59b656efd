import { pollUntil } from '@pixelboxx/config/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { KeyValueStoreUnavailable } from '../../../src/platform/redis/key-value/key-value-store.ts';
import { RateLimiter } from '../../../src/platform/redis/rate-limiter.ts';
import { RedisKeyValueStore } from '../../../src/platform/redis/key-value/redis-key-value-store.ts';
import { type LocalService } from '../../support/network/local-service.ts';
import { endsImmediately, within } from '../../support/time/timing.ts';
import { redisProgram, reserveRedis, startRedis } from './redis-server.ts';

interface Line {
  event: string;
}

describe.skipIf(!redisProgram)('an unavailable Redis', () => {
  const cleanups: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
  });

  function recordLog() {
    const lines: Line[] = [];
    const logger = pino({}, { write: (text: string) => void lines.push(JSON.parse(text) as Line) });
    return { logger, events: () => lines.map(({ event }) => event) };
  }

  function use(server: LocalService, log = recordLog()) {
    cleanups.push(() => server.dispose());
    const store = new RedisKeyValueStore({
      url: `redis://127.0.0.1:${server.port}`,
      logger: log.logger,
      commandTimeoutMs: 75,
    });
    cleanups.push(() => store.close());
    return { server, store, log, limiter: new RateLimiter(store, log.logger) };
  }

  async function started() {
    const setup = use(await startRedis());
    await pollUntil('Redis answers', () => setup.store.isUp());
    return setup;
  }

  const failing = (call: () => Promise<unknown>) => async () => {
    await expect(call()).rejects.toThrow(KeyValueStoreUnavailable);
  };

  it('does not delay the start, and is used once it is available', async () => {
    const { server, store } = use(await reserveRedis());
    expect(await endsImmediately(failing(() => store.get('key')))).toBe(true);
    const heard: string[] = [];
    await store.subscribe('news', (message) => heard.push(message));
    await server.start();
    await pollUntil('the store is up', () => store.isUp());
    await store.publish('news', 'at last');
    await pollUntil('the message arrived', () => heard.length === 1);
  });

  it('fails calls immediately when it is killed, and recovers when it is back', async () => {
    const { server, store, log } = await started();
    await store.set('key', 'value', { ttlMs: 60_000 });
    await server.kill();
    await within(
      1_000,
      failing(() => store.get('key')),
    );
    expect(await endsImmediately(failing(() => store.set('key', 'later', { ttlMs: 60_000 })))).toBe(true);
    expect(store.isUp()).toBe(false);
    await server.start();
    await pollUntil('the store is up', () => store.isUp());
    expect(await store.get('key')).toBeNull();
    expect(log.events()).toEqual(['redis.up', 'redis.down', 'redis.up']);
  });

  it('costs one timeout when it is paused, and nothing after that', async () => {
    const { server, store } = await started();
    server.pause();
    const first = Array.from({ length: 20 }, () => failing(() => store.get('key')));
    await within(1_000, () => Promise.all(first.map((call) => call())));
    for (let call = 0; call < 200; call += 1) {
      expect(await endsImmediately(failing(() => store.get('key')))).toBe(true);
    }
    server.resume();
    await pollUntil('the store is up', () => store.isUp());
    await store.ping();
  });

  it('does not get calls again that failed meanwhile', async () => {
    const { server, store } = await started();
    await server.kill();
    await Promise.allSettled(
      Array.from({ length: 100 }, () => store.take('replayed', { limit: 1000, windowMs: 60_000 })),
    );
    await store.publish('news', 'lost').catch(() => undefined);
    await server.start();
    const witness = new Redis({ port: server.port });
    cleanups.push(() => witness.quit());
    await pollUntil('the store is up', () => store.isUp());
    await store.ping();
    expect(await witness.keys('*')).toEqual([]);
    expect(await store.take('replayed', { limit: 1000, windowMs: 60_000 })).toMatchObject({ remaining: 999 });
  });

  it('is subscribed to again when it is back, and listeners are told that they may have missed something', async () => {
    const { server, store } = await started();
    const heard: string[] = [];
    let gaps = 0;
    await store.subscribe('news', (message) => heard.push(message), { onGap: () => (gaps += 1) });
    await store.publish('news', 'before');
    await pollUntil('the first message arrived', () => heard.length === 1);
    expect(gaps).toBe(0);
    await server.kill();
    await pollUntil('the loss is noticed', () => !store.isUp());
    await server.start();
    await pollUntil('listeners were told', () => gaps === 1 && store.isUp());
    await store.publish('news', 'after');
    await pollUntil('the next message arrived', () => heard.includes('after'));
    expect(heard).toEqual(['before', 'after']);
  });

  it('leaves rate limits in force: each process then grants a quarter, and logs that once', async () => {
    const { server, store, limiter, log } = await started();
    const policy = { limit: 40, windowMs: 60_000 };
    expect(await limiter.take('login', 'somebody', policy)).toMatchObject({ allowed: true, limit: 40, remaining: 39 });
    server.pause();
    const results = await Promise.all(Array.from({ length: 100 }, () => limiter.take('login', 'somebody', policy)));
    expect(results.filter(({ allowed }) => allowed)).toHaveLength(10);
    expect(results.every(({ limit }) => limit === 10)).toBe(true);
    server.resume();
    await pollUntil('the store is up', () => store.isUp());
    expect((await limiter.take('login', 'somebody', policy)).limit).toBe(40);
    const transitions = log.events().filter((event) => event.startsWith('rate_limit.'));
    expect(transitions).toEqual(['rate_limit.local', 'rate_limit.shared']);
    await limiter.onApplicationShutdown();
  });

  it('while available allows exactly N of 10 N simultaneous calls of several processes', async () => {
    const { server } = await started();
    const children = [1, 2, 3].map(() => {
      const args = [join(import.meta.dirname, 'token-consumer.ts'), `redis://127.0.0.1:${server.port}`, '500', '150'];
      const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
      cleanups.push(() => Promise.resolve(void child.kill()));
      return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
    });
    for (const { lines } of children) expect((await lines.next()).value).toBe('ready');
    for (const { child } of children) child.stdin.write('go\n');
    const passed = await Promise.all(children.map(async ({ lines }) => Number((await lines.next()).value)));
    expect(passed.reduce((sum, count) => sum + count, 0)).toBe(150);
    const exits = children.map(async ({ child }) => child.exitCode ?? (await once(child, 'exit')));
    await Promise.all(exits);
  });

  it('is distinguished from a Redis that refuses one command', async () => {
    const { server, store } = await started();
    const witness = new Redis({ port: server.port });
    cleanups.push(() => witness.quit());
    await witness.lpush('pixelboxx:list', 'not a string');
    await expect(store.get('list')).rejects.toThrow(KeyValueStoreUnavailable);
    expect(store.isUp()).toBe(true);
  });

  it('is distinguished from a busy process of ours', async () => {
    const { store } = await started();
    const reply = store.get('key');
    const busyUntil = performance.now() + 150;
    while (performance.now() < busyUntil);
    expect(await reply).toBeNull();
    expect(store.isUp()).toBe(true);
  });
});
