import type { ErrorDetails } from '@pixelboxx/shared';

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

/** Asked of the name, not the class: of a page that fetched this module in two parts, each has a class of its own. */
export function isApiError(error: unknown): error is ApiError {
  return error instanceof Error && error.name === 'ApiError';
}
