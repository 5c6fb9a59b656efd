import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PrismaService } from '../../../src/platform/database/prisma.service.ts';
import { AppError } from '../../../src/platform/errors/app-error.ts';
import { defineJob, PermanentJobError } from '../../../src/platform/jobs/job-definition.ts';
import { JobQueue } from '../../../src/platform/jobs/job-queue.ts';
import { testConfig } from '../../support/config.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { Cable } from '../../support/cable.ts';
import { eventually } from '../../support/local-service.ts';

const Payload = z.strictObject({ text: z.string() });
const logger = pino({ level: 'silent' });
const retrySoon = { limit: 2, delaySeconds: 1, maxDelaySeconds: 1 };

/** A name of its own for each test: all of them share one database. */
const newJob = (options: { isSealed?: boolean; concurrency?: number } = {}) =>
  defineJob({ name: `test.${randomUUID()}`, schema: Payload, retry: retrySoon, ...options });

describe('the job queue', () => {
  let database: TestDatabase;
  let prisma: PrismaService;
  let sql: pg.Client;
  const queues: JobQueue[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    const config = testConfig({ DATABASE_URL: database.url });
    prisma = new PrismaService(config, logger);
    sql = new pg.Client({ connectionString: database.url });
    await sql.connect();
  });
  afterAll(async () => {
    await prisma?.onApplicationShutdown();
    await sql?.end();
    await database?.stop();
  });
  afterEach(async () => {
    await Promise.all(queues.splice(0).map(stop));
  });

  function create(prepare: (queue: JobQueue) => void, url = database.url): JobQueue {
    const queue = new JobQueue(testConfig({ DATABASE_URL: url }), logger);
    queues.push(queue);
    prepare(queue);
    return queue;
  }

  async function start(prepare: (queue: JobQueue) => void): Promise<JobQueue> {
    const queue = create(prepare);
    await queue.onApplicationBootstrap();
    await eventually('the queue has started', () => queue.isUp());
    return queue;
  }

  async function stop(queue: JobQueue): Promise<void> {
    await queue.beforeApplicationShutdown();
    await queue.onApplicationShutdown();
  }

  async function statesOf(name: string): Promise<string[]> {
    const { rows } = await sql.query<{ state: string }>('SELECT state::text FROM pgboss.job WHERE name = $1', [name]);
    return rows.map(({ state }) => state);
  }

  it('makes its tables once when five replicas start on an empty database at the same moment', async () => {
    const job = newJob();
    const replicas = await Promise.all(
      Array.from({ length: 5 }, () => start((queue) => queue.handle(job, async () => {}))),
    );
    expect(replicas.every((queue) => queue.isUp())).toBe(true);
    const { rows } = await sql.query('SELECT name FROM pgboss.queue WHERE name = $1', [job.name]);
    expect(rows).toHaveLength(1);
  });

  it('runs a job soon after it was written, with the data it was given', async () => {
    const job = newJob();
    const seen: string[] = [];
    const queue = await start((it) => it.handle(job, async ({ text }) => void seen.push(text)));
    const writtenAt = performance.now();
    await queue.enqueue(null, job, { text: 'grüße 👋' });
    await eventually('it ran', () => seen.length === 1, 2_000);
    expect(performance.now() - writtenAt).toBeLessThan(2_000);
    expect(seen).toEqual(['grüße 👋']);
    await eventually('it is done', async () => (await statesOf(job.name))[0] === 'completed');
  });

  it('runs a job of a transaction soon after the commit, never before', async () => {
    const job = newJob();
    const seen: string[] = [];
    const queue = await start((it) => it.handle(job, async ({ text }) => void seen.push(text)));
    await prisma.$transaction(async (tx) => {
      await queue.enqueue(tx, job, { text: 'in time' });
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(seen).toEqual([]);
    });
    await eventually('it ran', () => seen.length === 1, 2_500);
  });

  it('leaves nothing behind of a transaction that is rolled back', async () => {
    const job = newJob();
    const queue = await start((it) => it.handle(job, async () => {}));
    const failed = prisma.$transaction(async (tx) => {
      expect(await queue.enqueue(tx, job, { text: 'never' })).toEqual(expect.any(String));
      throw new Error('roll back');
    });
    await expect(failed).rejects.toThrow('roll back');
    expect(await statesOf(job.name)).toEqual([]);
  });

  it('writes a job once for an id', async () => {
    const job = newJob();
    let runs = 0;
    const queue = await start((it) => it.handle(job, async () => void (runs += 1)));
    const id = randomUUID();
    const ids = await Promise.all(Array.from({ length: 5 }, () => queue.enqueue(null, job, { text: 'once' }, { id })));
    expect(ids.filter(Boolean)).toEqual([id]);
    await eventually('it ran', () => runs === 1);
    expect(await queue.enqueue(null, job, { text: 'again' }, { id })).toBeNull();
  });

  it('refuses data that does not fit the job', async () => {
    const job = newJob();
    const queue = await start((it) => it.handle(job, async () => {}));
    const wrong = defineJob({ name: job.name, schema: z.object({ text: z.string().max(1) }) });
    await expect(queue.enqueue(null, wrong, { text: 'too long' })).rejects.toThrow(z.ZodError);
  });

  it('tries again until it succeeds', async () => {
    const job = newJob();
    const attempts: [number, boolean][] = [];
    const queue = await start((it) =>
      it.handle(job, async (_, { attempt, isLastAttempt }) => {
        attempts.push([attempt, isLastAttempt]);
        if (attempt < 3) throw new Error('not yet');
      }),
    );
    await queue.enqueue(null, job, { text: 'x' });
    await eventually('it is done', async () => (await statesOf(job.name))[0] === 'completed');
    expect(attempts).toEqual([
      [1, false],
      [2, false],
      [3, true],
    ]);
  });

  it('puts a job that cannot be saved among the dead letters, at once when no retry can help', async () => {
    const hopeless = newJob();
    const unlucky = newJob();
    let hopelessRuns = 0;
    let unluckyRuns = 0;
    const queue = await start((it) => {
      it.handle(hopeless, async () => {
        hopelessRuns += 1;
        throw new PermanentJobError('no such address');
      });
      it.handle(unlucky, async () => {
        unluckyRuns += 1;
        throw new Error('still down');
      });
    });
    await queue.enqueue(null, hopeless, { text: 'a' });
    await queue.enqueue(null, unlucky, { text: 'b' });
    const dead = async () => {
      const names = [hopeless.name, unlucky.name];
      const query = `SELECT source_name FROM pgboss.job WHERE name = 'dead-letters' AND source_name = ANY($1)`;
      return (await sql.query(query, [names])).rowCount;
    };
    await eventually('both are dead', async () => (await dead()) === 2);
    expect([hopelessRuns, unluckyRuns]).toEqual([1, 3]);
  });

  it('keeps sealed data out of the database', async () => {
    const job = newJob({ isSealed: true });
    const seen: string[] = [];
    const gate = Promise.withResolvers<void>();
    const queue = await start((it) =>
      it.handle(job, async ({ text }) => {
        await gate.promise;
        seen.push(text);
      }),
    );
    await queue.enqueue(null, job, { text: 'canary-secret-7' });
    const { rows } = await sql.query<{ data: string }>('SELECT data::text FROM pgboss.job WHERE name = $1', [job.name]);
    expect(rows[0]?.data).toMatch(/sealed/);
    expect(rows[0]?.data).not.toContain('canary-secret-7');
    gate.resolve();
    await eventually('it ran', () => seen.length === 1);
    expect(seen).toEqual(['canary-secret-7']);
  });

  it('does not run sealed data that was moved to another job or altered', async () => {
    const one = newJob({ isSealed: true });
    const other = newJob({ isSealed: true });
    let runs = 0;
    const queue = await start((it) => {
      it.handle(one, async () => {});
      it.handle(other, async () => void (runs += 1));
    });
    await queue.enqueue(null, one, { text: 'x' });
    await sql.query(`INSERT INTO pgboss.job (name, data) SELECT $2, data FROM pgboss.job WHERE name = $1`, [
      one.name,
      other.name,
    ]);
    await queue.enqueue(null, other, { text: 'wakes the worker' });
    await eventually('one ran', () => runs === 1);
    await eventually('none waits', async () =>
      (await statesOf(other.name)).every((state) => state !== 'created' && state !== 'active'),
    );
    expect(runs).toBe(1);
  });

  it('runs every job exactly once on two replicas, several at a time', async () => {
    const job = newJob({ concurrency: 3 });
    const seen: string[] = [];
    let running = 0;
    let most = 0;
    const prepare = (queue: JobQueue) =>
      queue.handle(job, async ({ text }) => {
        most = Math.max(most, (running += 1));
        await new Promise((resolve) => setTimeout(resolve, 5));
        running -= 1;
        seen.push(text);
      });
    const [first] = await Promise.all([start(prepare), start(prepare)]);
    const texts = Array.from({ length: 60 }, (_, index) => `job ${index}`);
    await prisma.$transaction(async (tx) => {
      for (const text of texts) await first.enqueue(tx, job, { text });
    });
    await eventually('all ran', () => seen.length >= texts.length);
    expect(seen.toSorted()).toEqual(texts.toSorted());
    expect(most).toBeGreaterThan(1);
  });

  it('lets a running job finish when the process stops, and takes no other', async () => {
    const job = newJob();
    const started = Promise.withResolvers<void>();
    const seen: string[] = [];
    const queue = await start((it) =>
      it.handle(job, async ({ text }) => {
        started.resolve();
        await new Promise((resolve) => setTimeout(resolve, 200));
        seen.push(text);
      }),
    );
    await queue.enqueue(null, job, { text: 'first' });
    await queue.enqueue(null, job, { text: 'second' });
    await started.promise;
    await stop(queues.splice(0)[0] ?? queue);
    expect(seen).toEqual(['first']);
    expect((await statesOf(job.name)).toSorted()).toEqual(['completed', 'created']);
  });

  it('still writes jobs for requests that are finishing while it stops', async () => {
    const job = newJob();
    const queue = await start((it) => it.handle(job, async () => {}));
    await queue.beforeApplicationShutdown();
    await prisma.$transaction((tx) => queue.enqueue(tx, job, { text: 'late' }));
    expect(await statesOf(job.name)).toEqual(['created']);
  });

  it('keeps one schedule for a job on all replicas, and drops those that are gone', async () => {
    const job = defineJob({ name: `test.${randomUUID()}`, schema: z.strictObject({}) });
    const prepare = (queue: JobQueue) => {
      queue.handle(job, async () => {});
      queue.schedule(job, '*/5 * * * *');
    };
    await Promise.all([start(prepare), start(prepare), start(prepare)]);
    const schedules = async () =>
      (await sql.query('SELECT cron FROM pgboss.schedule WHERE name = $1', [job.name])).rows;
    expect(await schedules()).toEqual([{ cron: '*/5 * * * *' }]);
    await start((queue) => queue.handle(job, async () => {}));
    expect(await schedules()).toEqual([]);
  });

  it('adopts changed settings of a job that exists', async () => {
    const job = newJob();
    await start((queue) => queue.handle(job, async () => {}));
    await start((queue) => queue.handle({ ...job, timeoutSeconds: 33 }, async () => {}));
    const { rows } = await sql.query('SELECT expire_seconds FROM pgboss.queue WHERE name = $1', [job.name]);
    expect(rows).toEqual([{ expire_seconds: 33 }]);
  });

  it('does not hold up the boot without a database, refuses jobs meanwhile, and begins when it is there', async () => {
    const job = newJob();
    const seen: string[] = [];
    const { cable, url } = await Cable.to(database.url);
    await cable.cut();
    const queue = create((it) => it.handle(job, async ({ text }) => void seen.push(text)), url);
    const bootedAt = performance.now();
    await queue.onApplicationBootstrap();
    expect(performance.now() - bootedAt).toBeLessThan(1_000);
    expect(queue.isUp()).toBe(false);
    await expect(queue.enqueue(null, job, { text: 'x' })).rejects.toThrow(AppError);
    await cable.mend();
    await eventually('it has started', () => queue.isUp());
    await queue.enqueue(null, job, { text: 'at last' });
    await eventually('it ran', () => seen.length === 1);
    await stop(queues.splice(0)[0] ?? queue);
    await cable.cut();
  });

  it('survives a database that goes away and comes back', async () => {
    const job = newJob();
    const seen: string[] = [];
    const { cable, url } = await Cable.to(database.url);
    const queue = create((it) => it.handle(job, async ({ text }) => void seen.push(text)), url);
    await queue.onApplicationBootstrap();
    await queue.enqueue(null, job, { text: 'before' });
    await eventually('the first ran', () => seen.length === 1);
    await cable.cut();
    await expect(queue.enqueue(null, job, { text: 'lost' })).rejects.toThrow();
    expect(queue.isUp()).toBe(false);
    await cable.mend();
    await eventually('jobs can be written', async () =>
      queue.enqueue(null, job, { text: 'after' }).then(Boolean, () => false),
    );
    await eventually('the second ran', () => seen.length === 2);
    expect(seen).toEqual(['before', 'after']);
    expect(queue.isUp()).toBe(true);
    await stop(queues.splice(0)[0] ?? queue);
    await cable.cut();
  });

  it('stops at once when it is told to before it could start', async () => {
    const queue = create((it) => it.handle(newJob(), async () => {}), 'postgresql://postgres@127.0.0.1:1/none');
    await queue.onApplicationBootstrap();
    const toldAt = performance.now();
    await stop(queues.splice(0)[0] ?? queue);
    expect(performance.now() - toldAt).toBeLessThan(500);
  });
});
