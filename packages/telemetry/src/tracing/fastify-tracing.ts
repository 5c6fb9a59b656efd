import type { FastifyInstance, FastifyRequest } from 'fastify';
import { routeOf } from '../route-of.ts';
import { RequestSpan } from './request-span.ts';
import { traceFields } from './trace.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Absent where nothing is traced. */
    span?: RequestSpan;
  }
}

/**
 * A span for each request, named by the route of its contract. To be called before other hooks are added, and only where
 * something is traced.
 * @param isOwn whether the sender is one of our services, whose trace goes on
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
  // Bodies arrive by events of the connection, which belong to no request.
  server.addHook('preValidation', (request, _reply, done) => {
    if (request.span) request.span.run(done);
    else done();
  });
}

/** For the line of a log that is written after a response. */
export function traceFieldsOf({ span }: FastifyRequest): { traceId?: string; spanId?: string } {
  return span ? traceFields(span.context) : {};
}
