import { routeOf, traceFieldsOf } from '@pixelboxx/telemetry';
import type { FastifyInstance } from 'fastify';
import { plainIpOf } from '../security/client-ip.ts';
import { createLineWriter, type Logger } from '../../observability/logger.ts';
import { requestLine } from './request-line.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the access guard once the principal is known. */
    userId?: string;
    /** Code of the failure in the response, if any. */
    errorCode?: string;
  }
}

/** One line for each request, written when the response has been sent. Logs the route instead of the path, so no id or token in a path. */
export function registerRequestLog(server: FastifyInstance, processLogger: Logger): void {
  const write = createLineWriter(processLogger);
  server.addHook('onResponse', (request, reply, done) => {
    const line = requestLine({
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
    write(reply.statusCode >= 500 ? 'warn' : 'info', line);
    done();
  });
  server.addHook('onRequestAbort', (request, done) => {
    const { id: requestId, method } = request;
    const fields = JSON.stringify({ requestId, method, route: routeOf(request), ...traceFieldsOf(request) });
    write('info', `"event":"http.aborted",${fields.slice(1, -1)}`);
    done();
  });
}
