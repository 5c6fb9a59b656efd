import type { z } from 'zod';

export interface RetryPolicy {
  /** Attempts after the first. */
  readonly limit: number;
  /** Before the first retry, at least 1; doubles from there, with jitter. */
  readonly delaySeconds: number;
  readonly maxDelaySeconds: number;
}

interface JobOptions<Data extends object> {
  /** `feature.verb`, such as `mail.send`. Renaming a job orphans its waiting jobs. */
  readonly name: string;
  /** The job's data: JSON, so dates are strings. Validated when written and again when read, since releases differ. */
  readonly schema: z.ZodType<Data>;
  readonly retry?: RetryPolicy;
  /** After this time an attempt counts as dead and the next may begin. */
  readonly timeoutSeconds?: number;
  /** Maximum of concurrent jobs of this kind in one process. */
  readonly concurrency?: number;
  /** Encrypts the data in the database: for values that must not be stored in clear, such as a token in an email. */
  readonly isSealed?: boolean;
}

export type JobDefinition<Data extends object = object> = Required<JobOptions<Data>>;

/** Declares a kind of background work. At least once: a handler must be idempotent. */
export function defineJob<Data extends object>(options: JobOptions<Data>): JobDefinition<Data> {
  return {
    retry: { limit: 5, delaySeconds: 2, maxDelaySeconds: 300 },
    timeoutSeconds: 60,
    concurrency: 1,
    isSealed: false,
    ...options,
  };
}

export interface JobRun {
  readonly id: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  readonly isLastAttempt: boolean;
  readonly createdAt: Date;
  /** When this attempt began. */
  readonly startedAt: Date;
  /** Aborted when the attempt has exceeded `timeoutSeconds` or the process must stop now. */
  readonly signal: AbortSignal;
}

export type JobHandler<Data> = (data: Data, run: JobRun) => Promise<void>;

/** No further attempt can succeed: the job goes to the dead letters at once. */
export class PermanentJobError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PermanentJobError';
  }
}
