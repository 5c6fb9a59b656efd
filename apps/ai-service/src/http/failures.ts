import { servedMethods } from '@pixelboxx/shared';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { routeOf } from '@pixelboxx/telemetry';
import { AppError, failureEnvelope, failureHeaders } from '@pixelboxx/node-kit';

/** Sends any error as the failure envelope; unexpected errors become INTERNAL_ERROR and are logged in full. */
export function sendFailure(thrown: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): void {
  const error = thrown instanceof AppError ? thrown : translate(thrown);
  if (error.code === 'INTERNAL_ERROR') {
    request.log.error({ event: 'request.failed', err: thrown });
    request.server.errors.report({ error: thrown, kind: 'request', where: routeOf(request), requestId: request.id });
  }
  reply.failureCode = error.code;
  reply.headers(failureHeaders(error));
  if (error.code === 'UNAUTHENTICATED') reply.header('www-authenticate', 'Bearer');
  reply.status(error.status).header('x-request-id', request.id).send(failureEnvelope(error, request.id));
}

/** Distinguishes a path that does not exist from one that exists for other methods. */
export function sendNoRoute(app: FastifyInstance, request: FastifyRequest, reply: FastifyReply): void {
  const url = request.url.split('?', 1)[0] ?? '/';
  // The router treats an asterisk as a pattern and throws for one in the middle; no route contains any.
  const allowed = url.includes('*') ? [] : servedMethods.filter((method) => app.hasRoute({ method, url })).toSorted();
  const error =
    allowed.length > 0 ? new AppError('METHOD_NOT_ALLOWED', { details: { allowed } }) : new AppError('NOT_FOUND');
  sendFailure(error, request, reply);
}

function translate(error: Error & { code?: string; statusCode?: number }): AppError {
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new AppError('PAYLOAD_TOO_LARGE', { cause: error });
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new AppError('UNSUPPORTED_MEDIA_TYPE', { cause: error });
  const isClientFault = error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500;
  return new AppError(isClientFault ? 'BAD_REQUEST' : 'INTERNAL_ERROR', { cause: error });
}
