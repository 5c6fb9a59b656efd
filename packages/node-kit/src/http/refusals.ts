import type { IncomingMessage } from 'node:http';
import { AppError } from '../app-error.ts';
import { hasRequiredHost } from './request-target.ts';

interface Request {
  readonly raw: IncomingMessage;
}

interface Reply {
  header: (name: string, value: string) => unknown;
}

/** As much of Fastify as is needed here, which does not stand on it. */
interface HookedServer {
  addHook: (
    name: 'onRequest',
    hook: (request: Request, reply: Reply, done: (error?: AppError) => void) => void,
  ) => unknown;
}

/** A request that does not say, or not clearly, which host it is for (RFC 9112, 3.2). */
export function refuseMisaddressed(server: HookedServer): void {
  server.addHook('onRequest', (request, _reply, done) =>
    done(hasRequiredHost(request.raw) ? undefined : new AppError('BAD_REQUEST')),
  );
}

/**
 * No route speaks WebSocket. A request to switch to it says what it wants and is told no, instead of being answered as
 * if it had asked for a page. Other upgrades, such as the `h2c` that curl offers, are for the server to ignore
 * (RFC 9110, 7.8).
 */
export function refuseUpgrades(server: HookedServer): void {
  server.addHook('onRequest', (request, reply, done) => {
    if (request.raw.headers.upgrade?.toLowerCase() !== 'websocket') return done();
    // The field that a 426 must have: what is spoken here (RFC 9110, 15.5.22).
    reply.header('upgrade', 'HTTP/1.1');
    reply.header('connection', 'upgrade, close');
    done(new AppError('UPGRADE_UNSUPPORTED'));
  });
}
