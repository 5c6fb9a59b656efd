import type { FailureEnvelope } from '@pixelboxx/shared';
import type { AppError } from '../app-error.ts';

/** How every service words a failure. */
export function failureEnvelope({ code, message, details }: AppError, requestId: string): FailureEnvelope {
  return { success: false, error: { code, message, details, requestId } };
}

/** What of a failure HTTP has a field for: when to come back (RFC 9110, 10.2.3), which methods there are (15.5.6). */
export function failureHeaders({ code, details }: AppError): Record<string, string> {
  const { retryAfterSeconds, allowed } = details;
  return {
    ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
    ...(code === 'METHOD_NOT_ALLOWED' && allowed && { allow: allowed.join(', ') }),
  };
}
