import type { z } from 'zod';

export interface RetryPolicy {
  /** Attempts after the first. */
  readonly limit: number;
  /** Before the first retry, at least 1; doubles from there, with jitter. */
  readonly delaySeconds: number;
  readonly maxDelaySeconds: number;
}

interface JobOptions<Data extends object> {
  /** `feature.verb`, such as `mail.send`. Renaming a job leaves its waiting ones behind. */
  readonly name: string;
  /** What travels: JSON, so dates are strings. Checked on the way in and again on the way out, since releases differ. */
  readonly schema: z.ZodType<Data>;
  readonly retry?: RetryPolicy;
  /** After this long an attempt counts as dead and the next may begin. */
  readonly timeoutSeconds?: number;
  /** Jobs of this kind that run at once in one process. */
  readonly concurrency?: number;
  /** The data is encrypted in the database: for what may not lie there in clear, such as a token in an email. */
  readonly isSealed?: boolean;
}

export type JobDefinition<Data extends object = object> = Required<JobOptions<Data>>;

/** Declares a kind of background work. At least once: a handler must bear being run again. */
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
  /** 1 for the first. */
  readonly attempt: number;
  readonly isLastAttempt: boolean;
  readonly createdAt: Date;
  /** When this attempt began. */
  readonly startedAt: Date;
  /** Aborted when the attempt has outrun `timeoutSeconds` or the process must stop now. */
  readonly signal: AbortSignal;
}

export type JobHandler<Data> = (data: Data, run: JobRun) => Promise<void>;

/** No further attempt can help: the job goes to the dead letters at once. */
export class PermanentJobError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PermanentJobError';
  }
}
