import { STATUS_CODES } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ErrorCode, servedMethods } from '@pixelboxx/shared';
import { AppError } from '../app-error.ts';
import { failureEnvelope } from './failure-response.ts';

/** How long a refused client can continue sending, so that it can read the response. */
const lingerMs = 2_000;

export interface RawFailure {
  readonly code: ErrorCode;
  readonly requestId: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const clientErrorCodes: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
};

/** The error code for a `clientError` of Node: bytes that are no HTTP request, or a request that took too long. */
function clientErrorCode(error: Error & { code?: string }): ErrorCode {
  return clientErrorCodes[error.code ?? ''] ?? 'BAD_REQUEST';
}

/**
 * Writes a failure envelope to a socket that has no response object, and closes the socket. Handles the socket's errors
 * from then on. What the client still sends is discarded for a moment; closing at once would reset the connection
 * before the client has read the response.
 */
function refuseOnSocket(socket: Duplex, { code, requestId, headers = {} }: RawFailure): void {
  socket.on('error', () => socket.destroy());
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const error = new AppError(code);
  const body = JSON.stringify(failureEnvelope(error, requestId));
  const lines = Object.entries({
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    'x-request-id': requestId,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    connection: 'close',
    ...headers,
  }).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}`, ...lines, '', body].join('\r\n'));
  // Detaches the parser, if there still is one.
  socket
    .removeAllListeners('data')
    .on('data', () => undefined)
    .resume();
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('end', () => socket.destroy()).once('close', () => clearTimeout(timer));
}

/** CONNECT opens a tunnel through a proxy, which this is not; without a listener Node would reset the connection. */
export function refuseTunnels(server: Server, newRequestId: () => string): void {
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    const headers = { allow: servedMethods.join(', ') };
    refuseOnSocket(socket, { code: 'METHOD_NOT_ALLOWED', requestId: newRequestId(), headers });
  });
}

/**
 * Handles `clientError`. Requests that were read before the bad bytes get their responses first, in order (RFC 9112,
 * 9.3.2). If the response to the unreadable request itself has begun, the connection is only closed: the client would
 * take a second response for a part of the first.
 */
export function createClientErrorHandler(
  server: Server,
  newRequestId: () => string,
): (error: Error & { code?: string }, socket: Duplex) => void {
  const pending = new WeakMap<Duplex, Set<Exchange>>();
  const refused = new WeakSet<Duplex>();
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const exchange = { request, response };
    const exchanges = pending.get(request.socket) ?? new Set();
    pending.set(request.socket, exchanges.add(exchange));
    // `close` also follows `finish`. One listener per request, never removed because it is called once.
    response.on('close', () => exchanges.delete(exchange));
  });
  return (error, socket) => {
    if (error.code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    // Nothing after an unreadable request can be read either.
    if (refused.has(socket)) return;
    refused.add(socket);
    const exchanges = [...(pending.get(socket) ?? [])].filter(({ response }) => !response.writableFinished);
    const refuse = () => refuseOnSocket(socket, { code: clientErrorCode(error), requestId: newRequestId() });
    // Bad bytes within a body belong to its request; after a complete request they belong to none.
    const broken = exchanges.at(-1)?.request.complete === false ? exchanges.pop() : undefined;
    void Promise.all(exchanges.map(({ response }) => untilSettled(response))).then(() =>
      broken?.response.headersSent ? socket.destroy() : refuse(),
    );
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Resolves when the response was written or the connection is closed. */
function untilSettled(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => response.once('finish', () => resolve()).once('close', () => resolve()));
}
