import { hasRequiredHost } from '@pixelboxx/node-kit';
import type { FastifyInstance } from 'fastify';
import { AppError } from '../../errors/app-error.ts';

/**
 * No route speaks WebSocket. A request to switch to it says what it wants and is told no, instead of being answered as
 * if it had asked for a page. Other upgrades, such as the `h2c` that curl offers, are for the server to ignore
 * (RFC 9110, 7.8).
 */
export function refuseUpgrades(server: FastifyInstance): void {
  server.addHook('onRequest', (request, reply, done) => {
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') return done();
    // The field that a 426 must have: what is spoken here (RFC 9110, 15.5.22).
    void reply.header('upgrade', 'HTTP/1.1').header('connection', 'upgrade, close');
    done(new AppError('UPGRADE_UNSUPPORTED'));
  });
}

/** A request that does not say, or not clearly, which host it is for (RFC 9112, 3.2). */
export function refuseMisaddressed(server: FastifyInstance): void {
  server.addHook('onRequest', (request, _reply, done) =>
    done(hasRequiredHost(request.raw) ? undefined : new AppError('BAD_REQUEST')),
  );
}
