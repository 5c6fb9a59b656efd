import type { Socket } from 'node:net';
import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { describeError, type ErrorCode, type FailureEnvelope } from '@pixelboxx/shared';
import { AppError } from '../app-error.ts';
import { newRequestId } from './request-id.ts';

const methods: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

const clientErrorCodes: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
};

/** Answers any error as the failure envelope; what nobody foresaw becomes INTERNAL_ERROR and is logged in full. */
export function sendFailure(thrown: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): void {
  const error = thrown instanceof AppError ? thrown : translate(thrown);
  if (error.code === 'INTERNAL_ERROR') request.log.error({ event: 'request.failed', err: thrown });
  reply.failureCode = error.code;
  // Fastify asks to cut the connection after a body it refused, and a client still sending would then lose this
  // answer. `lingerBriefly` bounds what is read instead.
  reply.removeHeader('connection');
  const { retryAfterSeconds, allowed } = error.details;
  if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds);
  if (error.code === 'METHOD_NOT_ALLOWED' && allowed) reply.header('allow', allowed.join(', '));
  if (error.code === 'UNAUTHENTICATED') reply.header('www-authenticate', 'Bearer');
  reply.status(describeError(error.code).status).header('x-request-id', request.id).send(envelope(error, request.id));
}

/** Tells an address that does not exist from one that exists for other methods. */
export function sendNoRoute(app: FastifyInstance, request: FastifyRequest, reply: FastifyReply): void {
  const url = request.url.split('?', 1)[0] ?? '/';
  const allowed = methods.filter((method) => app.hasRoute({ method, url }));
  const error =
    allowed.length > 0 ? new AppError('METHOD_NOT_ALLOWED', { details: { allowed } }) : new AppError('NOT_FOUND');
  sendFailure(error, request, reply);
}

/** Answers what is not even a readable HTTP request: there is no reply object yet, only the socket. */
export function sendClientError(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const code = clientErrorCodes[error.code ?? ''] ?? 'BAD_REQUEST';
  const requestId = newRequestId();
  const body = JSON.stringify(envelope(new AppError(code), requestId));
  const { status } = describeError(code);
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'content-type: application/json; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      `x-request-id: ${requestId}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

function envelope(error: AppError, requestId: string): FailureEnvelope {
  return { success: false, error: { code: error.code, message: error.message, details: error.details, requestId } };
}

function translate(error: Error & { code?: string; statusCode?: number }): AppError {
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new AppError('PAYLOAD_TOO_LARGE', { cause: error });
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new AppError('UNSUPPORTED_MEDIA_TYPE', { cause: error });
  const isClientFault = error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500;
  return new AppError(isClientFault ? 'BAD_REQUEST' : 'INTERNAL_ERROR', { cause: error });
}
