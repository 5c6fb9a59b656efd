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
    /** For the password that the request is about to have hashed. */
    hashingTicket?: Ticket;
  }
}

/** Refused before anything is known of the account: the same for those that exist and those that do not, and as fast. */
const refusal = overloaded();

/**
 * The door before the endpoints that say `hashesPassword`. In a storm it costs a header to look at and a response to
 * write, and no statement; a browser that has signed in before is told by the seal of its cookie.
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

  /** Before routes are registered; after the hooks that refuse by looking at headers, so that those take no place. */
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
      // A small body, which nobody waits for, has come with the head: then the connection need not end (ADR 14).
      setImmediate(() => sendFailure(request, reply, refusal));
      return;
    }
    request.hashingTicket = ticket;
    // After every response, and when there will be none.
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
