import { setMaxListeners } from 'node:events';
import type { S3Config } from '../../config/config.ts';
import { AppError } from '../../errors/app-error.ts';
import { connect, type S3Deadlines, type S3Sdk } from './s3-client.ts';

/** The throughput of a slow connection. */
const minBytesPerMillisecond = 500;

/** Calls to one bucket, each with a deadline. The SDK takes a while to load, so the first call loads it. */
export class S3Calls {
  readonly bucket: string;
  readonly deadlines: S3Deadlines;
  readonly #config: S3Config;
  #sdk: Promise<S3Sdk> | null = null;

  constructor(config: S3Config, deadlines: S3Deadlines) {
    this.bucket = config.bucket;
    this.deadlines = deadlines;
    this.#config = config;
  }

  load(): Promise<S3Sdk> {
    this.#sdk ??= connect(this.#config, this.deadlines);
    return this.#sdk;
  }

  /**
   * Runs one call, retries included. `missing` is the result if the object does not exist.
   * @throws AppError SERVICE_UNAVAILABLE
   */
  call<Result, Missing = never>(
    work: (sdk: S3Sdk, signal: AbortSignal) => Promise<Result>,
    ...missing: [] | [Missing]
  ): Promise<Result | Missing> {
    return this.callWithin(this.deadlines.callMilliseconds, work, ...missing);
  }

  async callWithin<Result, Missing = never>(
    milliseconds: number,
    work: (sdk: S3Sdk, signal: AbortSignal) => Promise<Result>,
    ...missing: [] | [Missing]
  ): Promise<Result | Missing> {
    const sdk = await this.load();
    const signal = AbortSignal.timeout(milliseconds);
    // Every attempt of the SDK adds listeners; the default limit of ten would warn about a leak that does not exist.
    setMaxListeners(0, signal);
    try {
      return await work(sdk, signal);
    } catch (cause) {
      if (missing.length === 1 && isNotFound(cause)) return missing[0];
      throw new AppError('SERVICE_UNAVAILABLE', { details: { retryAfterSeconds: 5 }, cause });
    }
  }

  /** How long a call with this many bytes may take. */
  timeoutFor(bytes: number): number {
    return this.deadlines.callMilliseconds + Math.ceil(bytes / minBytesPerMillisecond);
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof Error && ['NoSuchKey', 'NotFound'].includes(error.name);
}
