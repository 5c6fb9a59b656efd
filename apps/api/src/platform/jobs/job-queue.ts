import { setTimeout as sleep } from 'node:timers/promises';
import {
  type BeforeApplicationShutdown,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { type Db, fromPrisma, PgBoss, type PrismaTransactionLike } from 'pg-boss';
import { Clock } from '@pixelboxx/node-kit';
import { ErrorTracker } from '@pixelboxx/telemetry';
import type { Config } from '../config/config.ts';
import { InjectConfig } from '../config/config.module.ts';
import { AppError } from '../errors/app-error.ts';
import { jobCipher } from '../crypto/sealed-values.ts';
import { afterCommit } from '../database/after-commit.ts';
import type { Part } from '../one-statement.ts';
import { InjectLogger, type Logger } from '../observability/logger.ts';
import { DueWatch } from './workers/due-watch.ts';
import { JobDatabase } from './job-database.ts';
import type { JobDefinition, JobHandler } from './job-definition.ts';
import { attempt, register, type Registration, retryDelayMs } from './job-runner.ts';
import { JobEncryption } from './job-encryption.ts';
import { QueueWorkers } from './workers/queue-workers.ts';
import { statementOf } from './statement-of.ts';
import { WorkerWakeup } from './workers/worker-wakeup.ts';
import { prepareQueues, prepareSchedules } from './queue-setup.ts';

export interface EnqueueOptions {
  /** A UUID. A second job with the same name and id is not written. */
  readonly id?: string;
  readonly startAfter?: Date;
}

export interface DueJobs {
  readonly name: string;
  readonly count: number;
  readonly seconds: number;
}

/** An open Prisma transaction. */
export type JobTransaction = PrismaTransactionLike;

/** Workers are woken, so they rarely poll: by jobs written here, and by `DueWatch` for jobs written elsewhere or due later. */
const pollingIntervalSeconds = 3_600;
/**
 * pg-boss's other tasks, as rarely as it allows: each costs one or more statements even if the api is idle.
 * `DueWatch` finds attempts that have exceeded their time. Jobs that depend on others are not used.
 */
const housekeeping = {
  superviseIntervalSeconds: 900,
  queueCacheIntervalSeconds: 3_600,
  cronMonitorIntervalSeconds: 45,
  cronWorkerIntervalSeconds: 45,
  flowIntervalSeconds: 3_600,
  bamIntervalSeconds: 3_600,
};
/** Boot waits this long for the queue; without a database it continues at once, and the queue starts when it can. */
const bootTimeoutMs = 15_000;
const maxRestartDelayMs = 5_000;
const stopTimeoutMs = 10_000;

/**
 * Background work that survives crashes: rows in Postgres (pg-boss, schema `pgboss`), written in the transaction of
 * their cause, run at least once by any replica. Features call `handle` and `schedule` in their `onModuleInit`.
 */
@Injectable()
export class JobQueue implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly database: JobDatabase;
  private readonly boss: PgBoss;
  private readonly seal: JobEncryption;
  private readonly registrations = new Map<string, Registration>();
  private readonly cronByJob = new Map<string, string>();
  private readonly workers = new Map<string, QueueWorkers>();
  private readonly wakeup = new WorkerWakeup((queue) => this.wake(queue));
  private readonly watch = new DueWatch(
    () => this.findDue(),
    (queue) => this.wake(queue),
  );
  private readonly stopping = new AbortController();
  private starting: Promise<void> | undefined;
  private isStarted = false;

  constructor(
    private readonly clock: Clock,
    @InjectConfig() config: Config,
    @InjectLogger() private readonly logger: Logger,
    private readonly errors: ErrorTracker,
  ) {
    this.database = new JobDatabase(config, logger);
    this.seal = new JobEncryption(jobCipher(config.secrets));
    const options = { schema: 'pgboss', registerInstance: false };
    // A job continues the trace of the code that enqueued it, on any replica.
    const openTelemetry = { enabled: config.tracing !== null, propagateContext: true };
    this.boss = new PgBoss({ ...options, ...housekeeping, openTelemetry, db: this.database });
    this.boss.on('error', (error) => {
      // A worker may have found nothing because of it.
      this.watch.noteWork();
      // While the database is down every poll fails; this has been logged once.
      if (this.database.isUp) logger.error({ event: 'jobs.error', err: error });
    });
    this.boss.on('warning', ({ message }) => logger.warn({ event: 'jobs.warning', message }));
  }

  /** Call it before the application has started, such as in `onModuleInit`. */
  handle<Data extends object>(job: JobDefinition<Data>, handler: JobHandler<Data>): void {
    if (this.registrations.has(job.name)) throw new Error(`The job ${job.name} has a handler already`);
    this.registrations.set(job.name, register(job, handler, this.seal, this.clock));
  }

  /** Runs the job with empty data at these times (cron, UTC), once per time whatever the number of replicas. */
  schedule(job: JobDefinition<Record<string, never>>, cron: string): void {
    this.cronByJob.set(job.name, cron);
  }

  /**
   * Writes a job: with `tx`, the job exists exactly if that transaction commits; with null, it is written at once.
   * Returns its id, or null if a job with this name and id exists already.
   * @throws AppError SERVICE_UNAVAILABLE while the queue has not started yet.
   */
  async enqueue<Data extends object>(
    tx: JobTransaction | null,
    job: JobDefinition<Data>,
    data: Data,
    options: EnqueueOptions = {},
  ): Promise<string | null> {
    const db = tx ? fromPrisma(tx) : this.database.forRequests;
    const id = await this.send(db, job, data, options);
    if (id !== null) afterCommit(tx ?? {}, () => this.noteWritten(job, options));
    return id;
  }

  /** The same as part of a statement. @throws AppError SERVICE_UNAVAILABLE while the queue has not started yet. */
  async part<Data extends object>(
    job: JobDefinition<Data>,
    data: Data,
    options: Pick<EnqueueOptions, 'id'> = {},
  ): Promise<Part> {
    const written = await statementOf((db) => this.send(db, job, data, options));
    return { sql: written, onWritten: () => this.noteWritten(job, options) };
  }

  /** Whether jobs can be written and run right now. */
  isUp(): boolean {
    return this.isStarted && this.database.isUp;
  }

  /** Due jobs that no worker is working on, by name: how many, and for how long the oldest has been due. */
  async due(): Promise<DueJobs[]> {
    const { rows } = await this.database.executeSql(
      `SELECT name, count(*)::int AS count, extract(epoch FROM now() - min(start_after))::float8 AS seconds
         FROM pgboss.job WHERE state < 'active' AND NOT blocked AND start_after <= now() GROUP BY name`,
    );
    return rows as DueJobs[];
  }

  async onApplicationBootstrap(): Promise<void> {
    const firstAttempt = Promise.withResolvers<void>();
    this.starting = this.start(firstAttempt.resolve);
    await Promise.race([firstAttempt.promise, sleep(bootTimeoutMs, undefined, { ref: false })]);
  }

  /** Accepts no new job and waits for running ones; requests still in progress can continue to write jobs. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    this.wakeup.stop();
    await this.starting;
    for (const workers of this.workers.values()) workers.stop();
    await this.watch.stop();
    await this.boss.stop({ graceful: true, timeout: stopTimeoutMs, close: false });
  }

  async onApplicationShutdown(): Promise<void> {
    this.wakeup.stop();
    await this.database.close();
  }

  /** Retries until it succeeds. Replicas that start together create or migrate pg-boss's tables in turn, under its lock. */
  private async start(onFirstAttempt: () => void): Promise<void> {
    for (let delayMs = 250; !this.stopping.signal.aborted; delayMs = Math.min(delayMs * 2, maxRestartDelayMs)) {
      try {
        await this.startOnce();
        return;
      } catch (error) {
        if (this.database.isUp) this.logger.error({ event: 'jobs.start.failed', err: error });
      } finally {
        onFirstAttempt();
      }
      await sleep(delayMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  private async startOnce(): Promise<void> {
    await this.boss.start();
    await prepareQueues(
      this.boss,
      [...this.registrations.values()].map(({ job }) => job),
    );
    await prepareSchedules(this.boss, this.cronByJob);
    this.isStarted = true;
    for (const registration of this.registrations.values()) await this.startWorkers(registration);
    this.watch.start();
  }

  private async startWorkers(registration: Registration): Promise<void> {
    const { name, concurrency } = registration.job;
    const options = { pollingIntervalSeconds, includeMetadata: true, perJobResults: true } as const;
    const workers = this.workers.get(name) ?? new QueueWorkers((id) => this.boss.notifyWorker(id));
    this.workers.set(name, workers);
    while (workers.count < concurrency) {
      const id: string = await this.boss.work<object, void, typeof options>(name, options, async ([job]) => {
        if (!job) return [];
        workers.begin(id);
        const result = await attempt(registration, job, this.logger, this.errors);
        if (result.status === 'failed') this.wakeup.after(name, retryDelayMs(registration.job, job.retryCount));
        workers.end(id);
        return [result];
      });
      workers.add(id);
    }
  }

  private async send<Data extends object>(
    db: Db,
    job: JobDefinition<Data>,
    data: Data,
    options: EnqueueOptions,
  ): Promise<string | null> {
    if (!this.isStarted) throw new AppError('SERVICE_UNAVAILABLE', { details: { retryAfterSeconds: 2 } });
    const checked = job.schema.parse(data);
    const stored = job.isSealed ? this.seal.seal(job.name, checked) : checked;
    return this.boss.send(job.name, stored, { ...options, db });
  }

  /** Called once the job is committed. The watch finds jobs that are due later. */
  private noteWritten({ name }: JobDefinition, { startAfter }: EnqueueOptions): void {
    if (startAfter === undefined) this.workers.get(name)?.tell();
    else this.watch.noteWork();
  }

  /** Queues with a handler here. Costs two short index lookups per queue. */
  private async findDue(): Promise<string[]> {
    const { rows } = await this.database.executeSql(
      `SELECT name, "isDue", "isOverdue" FROM unnest($1::text[]) AS queue (name), LATERAL (SELECT
         EXISTS (SELECT FROM pgboss.job AS job WHERE job.name = queue.name
                    AND job.state < 'active' AND NOT job.blocked AND job.start_after <= now()) AS "isDue",
         EXISTS (SELECT FROM pgboss.job AS job WHERE job.name = queue.name AND job.state = 'active'
                    AND job.started_on + job.expire_seconds * interval '1 second' < now()) AS "isOverdue"
       ) AS found WHERE "isDue" OR "isOverdue"`,
      [[...this.registrations.keys()]],
    );
    const found = rows as { name: string; isDue: boolean; isOverdue: boolean }[];
    // The process that worked on it is gone: its next attempt may begin.
    for (const { name } of found.filter(({ isOverdue }) => isOverdue)) await this.boss.supervise(name);
    return found.map(({ name }) => name);
  }

  private wake(queue: string): void {
    this.workers.get(queue)?.hope();
  }
}
