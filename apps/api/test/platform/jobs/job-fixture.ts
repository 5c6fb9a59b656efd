import { pollUntil } from '@pixelboxx/config/testing';
import { NoErrorTracker } from '@pixelboxx/telemetry';
import { SystemClock } from '@pixelboxx/node-kit';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { pino } from 'pino';
import { z } from 'zod';
import { PrismaService } from '../../../src/platform/database/prisma.service.ts';
import { defineJob } from '../../../src/platform/jobs/job-definition.ts';
import { JobQueue } from '../../../src/platform/jobs/job-queue.ts';
import { testConfig } from '../../support/config.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';

const Payload = z.strictObject({ text: z.string() });
const logger = pino({ level: 'silent' });
const retrySoon = { limit: 2, delaySeconds: 1, maxDelaySeconds: 1 };

/** A name of its own for each test: all of them share one database. */
export const newJob = (options: { isSealed?: boolean; concurrency?: number } = {}) =>
  defineJob({ name: `test.${randomUUID()}`, schema: Payload, retry: retrySoon, ...options });

export const doNothing = () => Promise.resolve();

/** Remembers the texts of the jobs that ran. */
export function recorder() {
  const texts: string[] = [];
  return { texts, handler: ({ text }: { text: string }) => Promise.resolve(void texts.push(text)) };
}

/** A database with any number of job queues on it, as replicas have. */
export class JobFixture {
  private readonly queues: JobQueue[] = [];

  private constructor(
    readonly database: TestDatabase,
    readonly prisma: PrismaService,
    readonly sql: pg.Client,
  ) {}

  static async open(): Promise<JobFixture> {
    const database = await createTestDatabase();
    const sql = new pg.Client({ connectionString: database.url });
    await sql.connect();
    return new JobFixture(database, new PrismaService(testConfig({ DATABASE_URL: database.url }), logger), sql);
  }

  create(prepare: (queue: JobQueue) => void, url = this.database.url, settings: Record<string, string> = {}): JobQueue {
    const config = testConfig({ DATABASE_URL: url, ...settings });
    const queue = new JobQueue(new SystemClock(), config, logger, new NoErrorTracker());
    this.queues.push(queue);
    prepare(queue);
    return queue;
  }

  async start(prepare: (queue: JobQueue) => void): Promise<JobQueue> {
    const queue = this.create(prepare);
    await queue.onApplicationBootstrap();
    await pollUntil('the queue has started', () => queue.isUp());
    return queue;
  }

  async stop(queue: JobQueue): Promise<void> {
    const index = this.queues.indexOf(queue);
    if (index >= 0) this.queues.splice(index, 1);
    await queue.beforeApplicationShutdown();
    await queue.onApplicationShutdown();
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.queues].map((queue) => this.stop(queue)));
  }

  async statesOf(name: string): Promise<string[]> {
    const { rows } = await this.sql.query<{ state: string }>('SELECT state::text FROM pgboss.job WHERE name = $1', [
      name,
    ]);
    return rows.map(({ state }) => state);
  }

  async close(): Promise<void> {
    await this.stopAll();
    await this.prisma.onApplicationShutdown();
    await this.sql.end();
    await this.database.stop();
  }
}
