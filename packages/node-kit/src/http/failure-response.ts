import type { FailureEnvelope } from '@pixelboxx/shared';
import type { AppError } from '../app-error.ts';

/** The envelope of a failure, the same in every service. */
export function failureEnvelope({ code, message, details }: AppError, requestId: string): FailureEnvelope {
  return { success: false, error: { code, message, details, requestId } };
}

/** The parts of a failure that have an HTTP header: when to retry (RFC 9110, 10.2.3), which methods exist (15.5.6). */
export function failureHeaders({ code, details }: AppError): Record<string, string> {
  const { retryAfterSeconds, allowed } = details;
  return {
    ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
    ...(code === 'METHOD_NOT_ALLOWED' && allowed && { allow: allowed.join(', ') }),
  };
}
