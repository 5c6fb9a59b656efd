import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { routeOf } from '../route-of.ts';
import { activeTrace } from '../tracing/trace.ts';
import type { RequestMetrics } from './request-metrics.ts';

/** Counts and times every response by the route of its contract. @param codeOf the error code of the response */
export function measureRequests(
  server: FastifyInstance,
  requests: RequestMetrics,
  codeOf: (request: FastifyRequest, reply: FastifyReply) => string | undefined,
): void {
  server.addHook('onRequest', (_request, reply, done) => {
    // Emitted once, after the response or when the client leaves before it.
    reply.raw.once('close', requests.begin());
    done();
  });
  server.addHook('onResponse', (request, reply, done) => {
    requests.responded({
      method: request.method,
      route: routeOf(request),
      status: reply.statusCode,
      seconds: reply.elapsedTime / 1000,
      code: codeOf(request, reply),
      trace: request.span && activeTrace(request.span.context),
    });
    done();
  });
  server.addHook('onRequestAbort', (request, done) => {
    requests.aborted(routeOf(request));
    done();
  });
}
