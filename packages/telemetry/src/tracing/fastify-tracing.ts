import type { FastifyInstance, FastifyRequest } from 'fastify';
import { routeOf } from '../route-of.ts';
import { RequestSpan } from './request-span.ts';
import { traceFields } from './trace.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Absent if tracing is off. */
    span?: RequestSpan;
  }
}

/**
 * Adds a span for each request, named by the route of its contract. Call it before other hooks are added, and only if
 * tracing is on.
 * @param isOwn whether the sender is one of our services, whose trace is continued
 */
export function traceRequests(server: FastifyInstance, isOwn: (request: FastifyRequest) => boolean): void {
  server.addHook('onRequest', (request, reply, done) => {
    const span = new RequestSpan(request.method, request.headers, isOwn(request));
    request.span = span;
    // After `onResponse`, or without it when the client leaves.
    reply.raw.once('close', () =>
      span.end(routeOf(request), reply.raw.writableFinished ? reply.statusCode : 'aborted'),
    );
    span.run(done);
  });
  // Body events belong to the connection and not to a request, so the context is restored here.
  server.addHook('preValidation', (request, _reply, done) => {
    if (request.span) request.span.run(done);
    else done();
  });
}

/** For the log line written after a response. */
export function traceFieldsOf({ span }: FastifyRequest): { traceId?: string; spanId?: string } {
  return span ? traceFields(span.context) : {};
}
