import { type CurrentUser, type Language, languageCookie, resolveLanguage } from '@pixelboxx/shared';
import type { FastifyRequest } from 'fastify';
import { plainIpOf } from './client-ip.ts';
import { soleCookie } from './cookie-header.ts';

/** The user and session behind a request, as established by the access guard. */
export interface Principal {
  readonly kind: 'session';
  readonly sessionId: string;
  readonly user: CurrentUser;
  /** Whether the holder of the session proved a second factor, by signing in or since. */
  readonly hasMfa: boolean;
}

/** The user whose program is calling, with a personal access token that has the required scope. */
export interface TokenPrincipal {
  readonly kind: 'token';
  readonly tokenId: string;
  readonly user: CurrentUser;
  readonly scopes: readonly string[];
}

/** The principal of an endpoint that has a `scope`. */
export type AnyPrincipal = Principal | TokenPrincipal;

declare module 'fastify' {
  interface FastifyRequest {
    principal?: AnyPrincipal;
  }
}

/** Where a request comes from, for the records a user can read about their account. */
export interface RequestContext {
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly requestId: string;
  /** The browser's language: the language of emails to users who have chosen none. English if absent. */
  readonly language?: Language | undefined;
}

export function requestContextOf(request: FastifyRequest): RequestContext {
  return {
    ipAddress: plainIpOf(request.ip),
    // Bounded, and without control characters that could forge lines where it is shown.
    userAgent: request.headers['user-agent']?.replace(/[^\x20-\x7e]/g, '?').slice(0, 255) ?? null,
    requestId: request.id,
    language: resolveLanguage({
      cookie: soleCookie(request, languageCookie),
      acceptLanguage: request.headers['accept-language'],
    }),
  };
}
