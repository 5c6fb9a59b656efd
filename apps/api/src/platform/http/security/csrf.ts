import { isSafeMethod } from '@pixelboxx/shared';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../../errors/app-error.ts';

/**
 * Refuses state-changing requests that a browser sends for another site, login included, before the body is read. Fetch
 * Metadata decides if present, otherwise `Origin`; a client that sends neither is not a browser and sends no ambient
 * cookies (OWASP CSRF Prevention Cheat Sheet, "Fetch Metadata headers").
 */
export function registerCsrfProtection(server: FastifyInstance, allowedOrigins: readonly string[]): void {
  const allowed = new Set(allowedOrigins);
  server.addHook('onRequest', (request, _reply, done) => {
    const isHarmless = isSafeMethod(request.method) || isFromThisSite(request, allowed) || isBearerAlone(request);
    done(isHarmless ? undefined : new AppError('CSRF_REJECTED'));
  });
}

/** No browser adds this header automatically, and without cookies a browser adds nothing else: the sender holds a token. */
function isBearerAlone({ headers }: FastifyRequest): boolean {
  return headers.cookie === undefined && /^Bearer \S/i.test(headers.authorization ?? '');
}

function isFromThisSite(request: FastifyRequest, allowed: ReadonlySet<string>): boolean {
  const site = request.headers['sec-fetch-site'];
  const { origin } = request.headers;
  if (site === 'same-origin' || site === 'none') return true;
  // A sibling subdomain is another application unless it is configured as one of our origins.
  if (site === 'same-site') return origin !== undefined && allowed.has(origin);
  if (site !== undefined) return false;
  return origin === undefined || allowed.has(origin);
}
