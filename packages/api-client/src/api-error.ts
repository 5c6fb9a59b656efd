import type { ErrorDetails } from '@pixelboxx/shared';

/** A failure reported by the API, or `NETWORK_ERROR` (status 0) if there was no response at all. */
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

/** Checks the name, not the class: if a page loads this module in two chunks, each has its own class. */
export function isApiError(error: unknown): error is ApiError {
  return error instanceof Error && error.name === 'ApiError';
}
