import { Injectable } from '@nestjs/common';
import { type ClientKind, overloaded, type Ticket } from '@pixelboxx/node-kit';
import type { FastifyInstance, onRequestHookHandler, preHandlerHookHandler, RouteOptions } from 'fastify';
import { sendFailure } from '../../platform/errors/failure-response.ts';
import { MetricSources } from '../../platform/observability/metrics/metric-sources.ts';
import { AuthCookies } from '../cookies/index.ts';
import { KnownDeviceCookies } from '../known-devices/index.ts';
import { PasswordHasher } from '../passwords/index.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set while the request waits for its password to be hashed. */
    hashingTicket?: Ticket;
  }
}

/** Sent before the account is looked up, so existing and missing accounts get the same response equally fast. */
const refusal = overloaded();

/**
 * Guards the endpoints with `hashesPassword`. Under overload, a refusal costs reading one header and writing one
 * response, and no database statement. The seal of the device cookie shows whether the browser has signed in before.
 */
@Injectable()
export class LoginConcurrencyLimiter {
  private readonly countShed: (client: ClientKind) => void;

  constructor(
    private readonly hasher: PasswordHasher,
    private readonly cookies: AuthCookies,
    private readonly devices: KnownDeviceCookies,
    metrics: MetricSources,
  ) {
    this.countShed = metrics.count({
      name: 'pixelboxx_shed_sign_ins_total',
      help: 'Sign-ins and sign-ups refused unread, as too many were under way',
      label: 'client',
      kinds: ['known', 'stranger'],
    });
  }

  /** Call it before routes are registered, and after the hooks that refuse by headers: those must not take a slot. */
  register(server: FastifyInstance): void {
    server.addHook('onRoute', (route) => {
      if (!hashesPassword(route)) return;
      route.onRequest = [...[route.onRequest ?? []].flat(), this.enter];
      route.preHandler = [...[route.preHandler ?? []].flat(), this.arrive];
    });
  }

  private readonly enter: onRequestHookHandler = (request, reply, done) => {
    const knownAs = this.devices.lastUserOf(this.cookies.read(request));
    const { kind, ticket } = this.hasher.entryLimiter.enter(knownAs);
    if (!ticket) {
      this.countShed(kind);
      // A small body that nobody reads has arrived with the headers by then, so the connection need not end (ADR 14).
      setImmediate(() => sendFailure(request, reply, refusal));
      return;
    }
    request.hashingTicket = ticket;
    // Leaves after every response, and also when the client has disconnected.
    if (reply.raw.destroyed) ticket.leave();
    else reply.raw.once('close', () => ticket.leave());
    done();
  };

  private readonly arrive: preHandlerHookHandler = (request, _reply, done) => {
    const ticket = request.hashingTicket;
    if (!ticket) return done();
    if (!ticket.arrive()) return done(overloaded());
    this.hasher.during(ticket, done);
  };
}

function hashesPassword({ config }: RouteOptions): boolean {
  return typeof config === 'object' && 'hashesPassword' in config && config.hashesPassword === true;
}
