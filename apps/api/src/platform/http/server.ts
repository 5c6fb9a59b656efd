import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Socket } from 'node:net';
import type { Config } from '../config/config.ts';
import { toAppError } from '../errors/classify-error.ts';
import { sendFailure } from '../errors/failure-response.ts';
import { jsonBodyMaxBytes } from './body-parsers.ts';
import { createAddressList, trustHops } from './forwarding.ts';
import { requestIdOf } from './request-id.ts';

/** Fastify with limits on everything a client controls: sizes, counts and time. */
export function createHttpAdapter(config: Config): FastifyAdapter {
  return new FastifyAdapter({
    logger: false,
    genReqId: requestIdOf,
    trustProxy: trustHops(createAddressList(config.http.trustedProxies)),
    bodyLimit: jsonBodyMaxBytes,
    requestTimeout: 60_000,
    connectionTimeout: 70_000,
    keepAliveTimeout: 72_000,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: 200, caseSensitive: true, ignoreTrailingSlash: false },
    http: { maxHeaderSize: 16_384 },
    frameworkErrors: answerUnroutable,
    clientErrorHandler: answerUnparsable,
  });
}

/** The router gives up on badly escaped or endless addresses before any hook has run, so the headers are set here. */
function answerUnroutable(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  void reply.headers({
    'x-request-id': request.id,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  });
  sendFailure(request, reply, toAppError(error));
}

const statusLines: Record<string, readonly [line: string, code: string, message: string]> = {
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    'HEADERS_TOO_LARGE',
    'The request headers are too large.',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'REQUEST_TIMEOUT', 'The request took too long to arrive.'],
};

/** What is not even HTTP never becomes a request, yet it gets the same envelope. */
function answerUnparsable(this: FastifyInstance, error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [line, code, message] = statusLines[error.code ?? ''] ?? [
    '400 Bad Request',
    'BAD_REQUEST',
    'The request cannot be understood.',
  ];
  const requestId = requestIdOf({ headers: {} });
  const body = JSON.stringify({ success: false, error: { code, message, details: {}, requestId } });
  const headers = [
    `HTTP/1.1 ${line}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    'x-content-type-options: nosniff',
    'cache-control: no-store',
    'connection: close',
  ];
  socket.end(`${headers.join('\r\n')}\r\n\r\n${body}`);
}
