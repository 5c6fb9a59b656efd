import { routeOf, traceFieldsOf } from '@pixelboxx/telemetry';
import type { FastifyInstance } from 'fastify';
import { plainIpOf } from '../security/client-ip.ts';
import { createLineWriter, type Logger } from '../../observability/logger.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the access guard once the caller is known. */
    userId?: string;
    /** Code of the failure that was answered, if any. */
    errorCode?: string;
  }
}

/** One line for each request, written when the response has left. Paths are logged by route, so that no id or token in one is kept. */
export function registerRequestLog(server: FastifyInstance, processLogger: Logger): void {
  const write = createLineWriter(processLogger);
  server.addHook('onResponse', (request, reply, done) => {
    write(reply.statusCode >= 500 ? 'warn' : 'info', {
      event: 'http.request',
      requestId: request.id,
      method: request.method,
      route: routeOf(request),
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 100) / 100,
      ip: plainIpOf(request.ip),
      // Left out where undefined.
      userId: request.userId,
      code: request.errorCode,
      ...traceFieldsOf(request),
    });
    done();
  });
  server.addHook('onRequestAbort', (request, done) => {
    write('info', {
      event: 'http.aborted',
      requestId: request.id,
      method: request.method,
      route: routeOf(request),
      ...traceFieldsOf(request),
    });
    done();
  });
}
