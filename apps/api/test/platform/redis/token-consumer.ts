import { pollUntil } from '@pixelboxx/config/testing';
// One of several processes that take from the same counter: `node token-consumer.ts <redis url> <calls> <limit>`, prints how many passed.
import { pino } from 'pino';
import { RedisKeyValueStore } from '../../../src/platform/redis/key-value/redis-key-value-store.ts';

const [url = '', calls, limit] = process.argv.slice(2);
const store = new RedisKeyValueStore({ url, logger: pino({ level: 'silent' }), commandTimeoutMs: 10_000 });
await pollUntil('Redis answers', () => store.isUp());
// All processes begin together.
process.stdout.write('ready\n');
await new Promise((resolve) => process.stdin.once('data', resolve));
const results = await Promise.all(
  Array.from({ length: Number(calls) }, () => store.take('shared', { limit: Number(limit), windowMs: 60_000 })),
);
process.stdout.write(`${results.filter(({ allowed }) => allowed).length}\n`);
await store.close();
process.exit();
