import type { IncomingMessage } from 'node:http';
import { AppError } from '../app-error.ts';
import { hasRequiredHost } from './request-target.ts';

interface Request {
  readonly raw: IncomingMessage;
}

interface Reply {
  header: (name: string, value: string) => unknown;
}

/** The part of Fastify used here, since this package does not depend on it. */
interface HookedServer {
  addHook: (
    name: 'onRequest',
    hook: (request: Request, reply: Reply, done: (error?: AppError) => void) => void,
  ) => unknown;
}

/** Refuses requests that do not say clearly which host they are for (RFC 9112, 3.2). */
export function refuseMisaddressed(server: HookedServer): void {
  server.addHook('onRequest', (request, _reply, done) =>
    done(hasRequiredHost(request.raw) ? undefined : new AppError('BAD_REQUEST')),
  );
}

/**
 * No route speaks WebSocket, so requests for an upgrade to it are refused instead of getting a page as if they had
 * asked for one. Other upgrades, such as the `h2c` that curl offers, are ignored, as a server should (RFC 9110, 7.8).
 */
export function refuseUpgrades(server: HookedServer): void {
  server.addHook('onRequest', (request, reply, done) => {
    if (request.raw.headers.upgrade?.toLowerCase() !== 'websocket') return done();
    // A 426 must name the protocol that is supported here (RFC 9110, 15.5.22).
    reply.header('upgrade', 'HTTP/1.1');
    reply.header('connection', 'upgrade, close');
    done(new AppError('UPGRADE_UNSUPPORTED'));
  });
}
