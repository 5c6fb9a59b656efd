import { SystemClock } from '@pixelboxx/node-kit';
import fc from 'fast-check';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PrismaService } from '../../../src/platform/database/prisma.service.ts';
import { decodeCursor, encodeCursor, endOfFeed, type FeedCursor } from '../../../src/platform/feed/feed-cursor.ts';
import { FeedRetention } from '../../../src/platform/feed/feed-retention.ts';
import { Feed } from '../../../src/platform/feed/feed.ts';
import { InvalidationFeed } from '../../../src/platform/invalidation/invalidation-feed.ts';
import { InvalidationLog } from '../../../src/platform/invalidation/invalidation-log.ts';
import { JobQueue } from '../../../src/platform/jobs/job-queue.ts';
import { testConfig } from '../../support/config.ts';
import { createTestDatabase, onRealPostgres, type TestDatabase } from '../../support/database/database.ts';

const logger = pino({ level: 'silent' });
const schema = z.object({ type: z.literal('numbered'), data: z.object({ number: z.int() }) });

let database: TestDatabase;
let prisma: PrismaService;
let invalidations: InvalidationFeed;
let feed: Feed;
const writers: pg.Client[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  prisma = new PrismaService(testConfig({ DATABASE_URL: database.url }), logger);
  invalidations = new InvalidationFeed(new InvalidationLog(database.url), logger, new SystemClock());
  feed = new Feed(prisma, invalidations);
  for (let count = 0; count < (onRealPostgres ? 4 : 0); count += 1) {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    writers.push(client);
  }
});

afterAll(async () => {
  for (const writer of writers) await writer.end();
  await invalidations.close();
  await prisma.onApplicationShutdown();
  await database.stop();
});

let feeds = 0;
const newFeed = () => ({ name: `test:${(feeds += 1)}`, userId: null });

/** Follows by resuming again and again, after as many entries as it is told each time, as a client with a bad line would. */
class Reader {
  readonly numbers: number[] = [];
  private place: string | null;
  private readonly leaving = new AbortController();
  readonly done: Promise<void>;

  constructor(
    private readonly name: { name: string; userId: null },
    start: string,
    private readonly stays: readonly number[],
  ) {
    this.place = start;
    this.done = this.readOn();
  }

  stop(): void {
    this.leaving.abort();
  }

  private async readOn(): Promise<void> {
    for (let turn = 0; !this.leaving.signal.aborted; turn += 1) {
      let left = this.stays[turn % this.stays.length] ?? 1;
      for await (const item of feed.follow(this.name, { after: this.place, signal: this.leaving.signal, schema })) {
        if (item.type === 'gap') throw new Error('A gap, though nothing was deleted');
        if (item.id !== undefined) this.place = item.id;
        if (item.type === 'numbered') this.numbers.push(item.data.number);
        if (item.type === 'numbered' && (left -= 1) === 0) break;
      }
    }
  }
}

/** Reads page by page in between, in whatever state transactions are. */
class PageReader {
  readonly numbers: number[] = [];

  constructor(
    private readonly name: { name: string; userId: null },
    private place: FeedCursor,
  ) {}

  async read(limit: number): Promise<void> {
    const { entries, end } = await feed.read(this.name, this.place, limit);
    this.numbers.push(...entries.map(({ data }) => schema.shape.data.parse(data).number));
    this.place = entries.length < limit ? end : (entries.at(-1)?.cursor ?? end);
  }
}

/** What one of several open transactions, or readers, does next. */
const step = fc.record({
  writer: fc.nat({ max: 3 }),
  act: fc.oneof(
    { weight: 3, arbitrary: fc.constant('read' as const) },
    { weight: 4, arbitrary: fc.constant('append' as const) },
    { weight: 2, arbitrary: fc.constant('commit' as const) },
    { weight: 1, arbitrary: fc.constant('rollback' as const) },
  ),
});

const seed = Number(process.env['FEED_SEED'] ?? 20_261_128);

// The embedded database runs transactions in turn.
describe.runIf(onRealPostgres)(`a feed under generated schedules (seed ${seed})`, () => {
  it('is read by every follower exactly once and in the same order, however transactions overlap and followers reconnect', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 5, maxLength: 40 }),
        fc.array(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }), {
          minLength: 2,
          maxLength: 4,
        }),
        async (steps, followers) => {
          const name = newFeed();
          const start = encodeCursor((await feed.read(name, endOfFeed)).end);
          const readers = followers.map((stays) => new Reader(name, start, stays));
          const pageReaders = [1, 2, 100].map(
            (limit) => [limit, new PageReader(name, decodeCursor(start) ?? endOfFeed)] as const,
          );
          const readPages = async () => {
            for (const [limit, reader] of pageReaders) await reader.read(limit);
          };
          const committed = await play(name.name, steps, readPages);
          const isRead = async () => {
            await readPages();
            return pageReaders.every(([, { numbers }]) => numbers.length >= committed.length);
          };
          await expect.poll(isRead, { timeout: 20_000, interval: 10 }).toBe(true);
          const isComplete = () => readers.every(({ numbers }) => numbers.length >= committed.length);
          await expect.poll(isComplete, { timeout: 20_000, interval: 10 }).toBe(true);
          for (const reader of readers) reader.stop();
          await Promise.all(readers.map(({ done }) => done));
          const [first, ...others] = [...readers, ...pageReaders.map(([, reader]) => reader)].map(
            ({ numbers }) => numbers,
          );
          expect(first?.toSorted((left, right) => left - right)).toEqual(
            committed.toSorted((left, right) => left - right),
          );
          for (const numbers of others) expect(numbers).toEqual(first);
        },
      ),
      { seed, numRuns: 25, endOnFailure: true },
    );
  });
});

/** @returns the numbers that were committed */
async function play(
  name: string,
  steps: readonly (typeof step extends fc.Arbitrary<infer Step> ? Step : never)[],
  read: () => Promise<void>,
) {
  const open = new Map<number, number[]>();
  const committed: number[] = [];
  let number = 0;
  const end = async (writer: number, act: 'commit' | 'rollback') => {
    const written = open.get(writer);
    if (!written) return;
    await writers[writer]?.query(act);
    open.delete(writer);
    if (act === 'commit') committed.push(...written);
  };
  for (const { writer, act } of steps) {
    if (act === 'read') {
      await read();
      continue;
    }
    if (act !== 'append') {
      await end(writer, act);
      continue;
    }
    if (!open.has(writer)) await writers[writer]?.query('BEGIN');
    number += 1;
    await writers[writer]?.query(
      `INSERT INTO feed_entries (feed, type, data) VALUES ($1, 'numbered', jsonb_build_object('number', $2::int))`,
      [name, number],
    );
    open.set(writer, [...(open.get(writer) ?? []), number]);
  }
  for (const writer of [...open.keys()]) await end(writer, 'commit');
  return committed;
}

describe('a feed', () => {
  const append = (name: { name: string; userId: null }, number: number, type = 'numbered') =>
    prisma.transact((tx) => feed.append(tx, name, { type, data: { number } }));

  /** What a follower is given, up to the first of which it learns more than a place. */
  async function takeOne(name: { name: string; userId: null }, after: string | null) {
    const leaving = new AbortController();
    const places: (string | undefined)[] = [];
    for await (const item of feed.follow(name, { after, signal: leaving.signal, schema })) {
      if (item.type !== undefined) return { places, item };
      expect(Object.keys(item)).toEqual(['id']);
      places.push(item.id);
    }
    throw new Error('The feed ended');
  }

  it('skips entries unknown to this release, and advances the cursor', async () => {
    const name = newFeed();
    const start = encodeCursor((await feed.read(name, endOfFeed)).end);
    await append(name, 1, 'of.tomorrow');
    await append(name, 2);
    const { places, item } = await takeOne(name, start);
    expect(item).toMatchObject({ type: 'numbered', data: { number: 2 } });
    // Transactions of others may hold both back: the first place is then the one it began at.
    const [unknown] = (await feed.read(name, decodeCursor(start) ?? endOfFeed)).entries;
    expect(unknown?.type).toBe('of.tomorrow');
    expect(places.map((place) => decodeCursor(place ?? '')?.id)).toContain(unknown?.cursor.id);
  });

  it.each([
    [
      'older than entries are kept',
      ({ atSeconds }: { atSeconds: number }) => ({ atSeconds: atSeconds - 6.1 * 86_400 }),
    ],
    [
      'of another database',
      ({ transactionId }: { transactionId: bigint }) => ({ transactionId: transactionId + 1_000_000n }),
    ],
  ])('reports a gap for a cursor that is %s', async (_, change) => {
    const name = newFeed();
    const { end } = await feed.read(name, endOfFeed);
    const place = { ...end, ...change(end) };
    const after = encodeCursor({ ...place, atSeconds: Math.round(place.atSeconds) });
    await append(name, 1);
    expect((await takeOne(name, after)).item.type).toBe('gap');
  });

  it('appends nothing for a deleted user', async () => {
    const userId = '0197a5d0-0000-7000-8000-00000000dead';
    const name = { name: `user:${userId}`, userId };
    await prisma.transact((tx) => feed.append(tx, name, { type: 'numbered', data: { number: 1 } }));
    expect(await prisma.feedEntry.count({ where: { feed: name.name } })).toBe(0);
  });

  it('keeps entries for a week, and deletes older ones in batches', async () => {
    const name = newFeed();
    const day = 86_400_000;
    const ages = [0, 1, 6.9, 7.1, 8, 9, 30];
    for (const age of ages) {
      const createdAt = new Date(Date.now() - age * day);
      await prisma.feedEntry.create({ data: { feed: name.name, type: 'numbered', data: {}, createdAt } });
    }
    const unused = Object.create(JobQueue.prototype) as JobQueue;
    expect(await new FeedRetention(prisma, unused).remove({ batchSize: 2 })).toBe(4);
    expect(await prisma.feedEntry.count({ where: { feed: name.name } })).toBe(3);
  });

  it('decodes every cursor that it encodes, and refuses all others', () => {
    const place = fc.record({
      transactionId: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
      id: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
      atSeconds: fc.nat(),
    });
    fc.assert(
      fc.property(place, (cursor) => {
        expect(decodeCursor(encodeCursor(cursor))).toEqual(cursor);
      }),
      { seed },
    );
    for (const foreign of ['', '1-1', '1-1-', '-1-1-1', '1-1-1-1', `${2n ** 63n}-1-1`])
      expect(decodeCursor(foreign)).toBeNull();
  });
});
