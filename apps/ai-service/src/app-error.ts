import { describeError, type ErrorCode, type ErrorDetails } from '@pixelboxx/shared';

/** A failure the caller is told about, by its code in the shared catalogue. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, options: { details?: ErrorDetails; cause?: unknown } = {}) {
    super(describeError(code).message, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = options.details ?? {};
  }
}
