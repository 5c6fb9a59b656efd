import type { FastifyRequest } from 'fastify';
import type { SessionCookies } from './session-cookies.ts';

/**
 * The access token a request carries, not verified yet. An Authorization header is deliberate and wins over cookies; a
 * malformed one is not ignored, and of two neither is believed.
 */
export function accessTokenOf(request: FastifyRequest, cookies: SessionCookies): string | undefined {
  const { authorization } = request.headers;
  if (authorization === undefined) return cookies.accessToken(request);
  // Node keeps only the first of several.
  if ((request.raw.headersDistinct['authorization']?.length ?? 0) > 1) return undefined;
  return /^Bearer ([\w.-]+)$/i.exec(authorization)?.[1];
}
