import type { ErrorDetails } from './envelope.ts';

/** A failure answered by the API, or `NETWORK_ERROR` (status 0) when no response came at all. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly details: ErrorDetails;
  readonly requestId: string | null;

  constructor(
    failure: { code: string; status: number; message: string; details?: ErrorDetails; requestId?: string },
    options?: ErrorOptions,
  ) {
    super(failure.message, options);
    this.name = 'ApiError';
    this.code = failure.code;
    this.status = failure.status;
    this.details = failure.details ?? {};
    this.requestId = failure.requestId ?? null;
  }
}
