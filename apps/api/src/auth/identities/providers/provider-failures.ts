import type { ErrorCode } from '@pixelboxx/shared';
import { AuthorizationResponseError, ResponseBodyError } from 'openid-client';
import { AppError } from '../../../platform/errors/app-error.ts';
import { ProviderUnreachable } from './provider-fetch.ts';

/** A failure of a provider: the error to respond with, and the message for the operator. */
export class ProviderFailure extends Error {
  readonly code: Extract<ErrorCode, 'PROVIDER_DECLINED' | 'PROVIDER_UNAVAILABLE' | 'IDENTITY_REJECTED'>;

  constructor(code: ProviderFailure['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ProviderFailure';
    this.code = code;
  }

  toAppError(): AppError {
    return new AppError(this.code, { cause: this });
  }
}

/** The user, or the provider for them, refused (RFC 6749, 4.1.2.1; OpenID Connect Core 1.0, 3.1.2.6). */
const declined = new Set([
  'access_denied',
  'account_selection_required',
  'consent_required',
  'interaction_required',
  'login_required',
]);
const passing = new Set(['server_error', 'temporarily_unavailable']);

const depthMax = 5;

/** Classifies errors of the library or the connection. A provider's text is never quoted: it is untrusted. */
export function providerFailureOf(error: unknown): ProviderFailure {
  if (error instanceof ProviderFailure) return error;
  for (const cause of causesOf(error)) {
    if (cause instanceof ProviderUnreachable) return new ProviderFailure('PROVIDER_UNAVAILABLE', cause.message);
    if (cause instanceof AuthorizationResponseError) {
      if (declined.has(cause.error)) return new ProviderFailure('PROVIDER_DECLINED', cause.error);
      if (passing.has(cause.error)) return new ProviderFailure('PROVIDER_UNAVAILABLE', cause.error);
    }
    const status = statusOf(cause);
    if (status !== null && (status >= 500 || status === 429)) {
      return new ProviderFailure('PROVIDER_UNAVAILABLE', `Status ${status}`);
    }
  }
  return new ProviderFailure('IDENTITY_REJECTED', codeOf(error), { cause: error });
}

function* causesOf(error: unknown): Generator {
  let current = error;
  for (let depth = 0; depth < depthMax && current !== undefined && current !== null; depth += 1) {
    yield current;
    current = typeof current === 'object' && 'cause' in current ? current.cause : undefined;
  }
}

function statusOf(cause: unknown): number | null {
  if (cause instanceof ResponseBodyError) return cause.status;
  return cause instanceof Response ? cause.status : null;
}

/** The library's code for the error, such as `OAUTH_JWT_CLAIM_COMPARISON_FAILED`. */
function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (typeof code === 'string' && /^[A-Z_]{1,64}$/.test(code)) return code;
  return error instanceof Error ? error.name : 'Not an error';
}
