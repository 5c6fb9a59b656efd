import type { ApiError } from '@pixelboxx/shared';

/** Asked of the name, not the class: the class comes with the contracts, which are fetched only when they are needed. */
export function isApiError(error: unknown): error is ApiError {
  return error instanceof Error && error.name === 'ApiError';
}

/** A sentence about a failure, for the user whose wish it was. */
export function messageOf(error: unknown): string {
  return isApiError(error) ? error.message : 'Something went wrong. Please try again.';
}
