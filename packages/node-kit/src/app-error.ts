import { describeError, type ErrorCode, type ErrorDetails } from '@pixelboxx/shared';

/**
 * The one error that services throw. The code decides status and message; `details` reach the client, `cause` only the log.
 * @example throw new AppError('USERNAME_TAKEN', { details: { fields: { username: ['This username is taken.'] } } })
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, options: { message?: string; details?: ErrorDetails; cause?: unknown } = {}) {
    const { status, message } = describeError(code);
    super(options.message ?? message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.status = status;
    this.details = options.details ?? {};
  }
}
