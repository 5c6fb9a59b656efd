import type { IncomingMessage } from 'node:http';
import {
  AppError,
  continueWhenRead,
  createClientErrorHandler,
  defaultDiscardLimits,
  deliverEarlyResponses,
  refuseMisaddressed,
  refuseTunnels,
  refuseUpgrades,
  routableTarget,
} from '@pixelboxx/node-kit';
import { type ErrorTracker, traceFieldsOf } from '@pixelboxx/telemetry';
import { fastify, LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { screeningEndpoints, type SuccessEnvelope } from '@pixelboxx/shared';
import { sendFailure, sendNoRoute } from './failures.ts';
import { newRequestId, requestIdFrom } from './request-id.ts';

declare module 'fastify' {
  interface FastifyReply {
    failureCode: string | null;
  }
  interface FastifyInstance {
    errors: ErrorTracker;
  }
}

/** A whole request must arrive within this, so that a slow sender cannot hold a place in the queue for long. */
const requestTimeoutMs = 20_000;

/** Creates a server without routes: request ids, one log line per request, and every failure in the envelope. */
export function createServer(logger: FastifyBaseLogger, maxBytes: number, errors: ErrorTracker): FastifyInstance {
  const app = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    bodyLimit: maxBytes,
    requestTimeout: requestTimeoutMs,
    // A hook checks the Host header and responds in the envelope.
    http: { requireHostHeader: false },
    genReqId: (request) => requestIdFrom(request.headers['x-request-id']),
    // While draining, requests on open connections are still served; the connection closes afterwards.
    return503OnClosing: false,
    frameworkErrors: (_error, request, reply) => sendFailure(new AppError('BAD_REQUEST'), request, reply),
    clientErrorHandler: (error, socket) => refuseUnparsable(error, socket),
    rewriteUrl: (request: IncomingMessage) => routableTarget(request),
  });
  app.decorate('errors', errors);
  const refuseUnparsable = createClientErrorHandler(app.server, newRequestId);
  // Twice the limit, so that an image slightly too large, the usual case, can arrive completely.
  deliverEarlyResponses(app.server, { ...defaultDiscardLimits, maxBytes: 2 * maxBytes });
  continueWhenRead(app.server);
  refuseTunnels(app.server, newRequestId);
  takeRawBytesOnly(app);
  app.addHook('onRequest', async (request, reply) => void reply.header('x-request-id', request.id));
  app.setErrorHandler<Error>(sendFailure);
  app.setNotFoundHandler((request, reply) => sendNoRoute(app, request, reply));
  refuseMisaddressed(app);
  refuseUpgrades(app);
  closeConnectionsWhileDraining(app);
  logRequests(app);
  return app;
}

export function success<Data>(data: Data): SuccessEnvelope<Data> {
  return { success: true, data };
}

function takeRawBytesOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  const contentTypes = [...screeningEndpoints.screen.bytes];
  app.addContentTypeParser(contentTypes, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

/** A connection kept alive by a response in progress would keep the server open until it times out. */
function closeConnectionsWhileDraining(app: FastifyInstance): void {
  let draining = false;
  app.addHook('preClose', (done) => {
    draining = true;
    done();
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (draining) reply.header('connection', 'close');
    done();
  });
}

function logRequests(app: FastifyInstance): void {
  app.decorateReply('failureCode', null);
  app.addHook('onResponse', async (request, reply) => {
    request.log.info({
      event: 'request',
      ...traceFieldsOf(request),
      method: request.method,
      route: request.routeOptions.url ?? null,
      status: reply.statusCode,
      code: reply.failureCode ?? undefined,
      ms: Math.round(reply.elapsedTime * 10) / 10,
    });
  });
}
