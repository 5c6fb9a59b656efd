import type { Clock } from '@pixelboxx/node-kit';
import type { ErrorTracker } from '@pixelboxx/telemetry';
import type { JobResult, JobWithMetadata } from 'pg-boss';
import type { Logger } from '../observability/logger.ts';
import { type JobDefinition, type JobHandler, PermanentJobError } from './job-definition.ts';
import type { JobEncryption } from './job-encryption.ts';

export interface Registration {
  readonly job: JobDefinition;
  /** Decrypts, validates and handles one job's stored data. */
  readonly run: (stored: unknown, job: JobWithMetadata) => Promise<void>;
}

/** Binds a definition to its handler, so that only one place knows the type of the data. */
export function register<Data extends object>(
  job: JobDefinition<Data>,
  handler: JobHandler<Data>,
  seal: JobEncryption,
  clock: Clock,
): Registration {
  return {
    job,
    run: async (stored, { id, retryCount, retryLimit, createdOn, signal }) => {
      const data = parse(job, stored, seal);
      const isLastAttempt = retryCount >= retryLimit;
      const times = { createdAt: createdOn, startedAt: clock.now() };
      await handler(data, { id, attempt: retryCount + 1, isLastAttempt, ...times, signal });
    },
  };
}

function parse<Data extends object>(job: JobDefinition<Data>, stored: unknown, seal: JobEncryption): Data {
  try {
    return job.schema.parse(job.isSealed ? seal.unseal(job.name, stored) : stored);
  } catch (cause) {
    throw new PermanentJobError('The data of this job cannot be read', { cause });
  }
}

/** Runs one attempt and returns its outcome. Never throws. Neither the data nor a result is logged or stored. */
export async function attempt(
  { job, run }: Registration,
  job_: JobWithMetadata,
  logger: Logger,
  errors: ErrorTracker,
): Promise<JobResult> {
  const startedAt = performance.now();
  const facts = { job: job.name, jobId: job_.id, attempt: job_.retryCount + 1 };
  try {
    await run(job_.data, job_);
    logger.info({ event: 'job.done', ...facts, ms: Math.round(performance.now() - startedAt) });
    return { id: job_.id, status: 'completed' };
  } catch (error) {
    const isFinal = error instanceof PermanentJobError || job_.retryCount >= job_.retryLimit;
    const level = isFinal ? 'error' : 'warn';
    logger[level]({ event: isFinal ? 'job.dead' : 'job.failed', ...facts, err: error });
    if (isFinal) errors.report({ error, kind: 'job', where: job.name });
    const output = { reason: error instanceof Error ? error.name : 'unknown' };
    return { id: job_.id, status: isFinal ? 'deadletter' : 'failed', output };
  }
}

/** The latest time at which the next attempt is due: the longest delay of the queue's jittered back-off. */
export function retryDelayMs({ retry }: JobDefinition, retryCount: number): number {
  const seconds = Math.min(retry.maxDelaySeconds, retry.delaySeconds * 2 ** Math.min(16, retryCount + 1));
  return seconds * 1000 + 50;
}
