import { isSafeMethod } from '@pixelboxx/shared';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../../errors/app-error.ts';

/**
 * Refuses state-changing requests that a browser sends for another site, login included, before the body is read.
 * Fetch Metadata decides where present, else `Origin`; a client that sends neither is no browser and carries no
 * ambient cookies (OWASP CSRF Prevention Cheat Sheet, "Fetch Metadata headers").
 */
export function registerCsrfProtection(server: FastifyInstance, allowedOrigins: readonly string[]): void {
  const allowed = new Set(allowedOrigins);
  server.addHook('onRequest', (request, _reply, done) => {
    const isHarmless = isSafeMethod(request.method) || isFromThisSite(request, allowed) || isBearerAlone(request);
    done(isHarmless ? undefined : new AppError('CSRF_REJECTED'));
  });
}

/** No browser adds this header by itself, and without cookies there is nothing that it adds: whoever sends it holds a token. */
function isBearerAlone({ headers }: FastifyRequest): boolean {
  return headers.cookie === undefined && /^Bearer \S/i.test(headers.authorization ?? '');
}

function isFromThisSite(request: FastifyRequest, allowed: ReadonlySet<string>): boolean {
  const site = request.headers['sec-fetch-site'];
  const { origin } = request.headers;
  if (site === 'same-origin' || site === 'none') return true;
  // A sibling subdomain is another application unless it is configured as an origin of ours.
  if (site === 'same-site') return origin !== undefined && allowed.has(origin);
  if (site !== undefined) return false;
  return origin === undefined || allowed.has(origin);
}
