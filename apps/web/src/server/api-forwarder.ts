import { randomUUID } from 'node:crypto';
import { Agent, ServerResponse, type IncomingMessage } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import { describeError, type FailureEnvelope } from '@pixelboxx/shared';
import { createProxyServer } from 'http-proxy-3';

const forwardedPath =
  /^\/(?:v1|files|docs)(?:[/?]|$)|^\/(?:dev\/inbox|openapi\.json|\.well-known\/jwks\.json)(?:[/?]|$)/;

/** Whether the API answers this address. The browser only ever knows this site's origin, so cookies are first-party. */
export function isForwarded(url: string | undefined): boolean {
  return forwardedPath.test(url ?? '');
}

export interface ApiForwarder {
  forward(request: IncomingMessage, response: ServerResponse): void;
  forwardUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
}

/** Streams requests to the API and answers back. While the API cannot be reached, callers get 503 in the envelope. */
export function createApiForwarder(apiUrl: string): ApiForwarder {
  const agentOptions = { keepAlive: true, keepAliveMsecs: 10_000, maxFreeSockets: 64, scheduling: 'lifo' } as const;
  const agent = apiUrl.startsWith('https:') ? new SecureAgent(agentOptions) : new Agent(agentOptions);
  const proxy = createProxyServer({ target: apiUrl, agent, connectTimeout: 5_000 });
  proxy.on('error', (_error, request, answer) => {
    if (answer instanceof ServerResponse) answerUnavailable(request, answer);
    else answer.destroy();
  });
  proxy.on('proxyRes', (answer, _request, response) => {
    // Half an answer must not leave the client waiting for the rest, nor look like a whole one.
    answer.once('close', () => {
      if (!answer.complete) response.destroy();
    });
  });
  return {
    forward: (request, response) => proxy.web(request, response),
    forwardUpgrade: (request, socket, head) => proxy.ws(request, socket, head),
    close: () => agent.destroy(),
  };
}

function answerUnavailable(request: IncomingMessage, response: ServerResponse): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const requestId = wellFormedId(request.headers['x-request-id']) ?? randomUUID();
  const { status, message } = describeError('SERVICE_UNAVAILABLE');
  const retryAfterSeconds = 2;
  const body: FailureEnvelope = {
    success: false,
    error: { code: 'SERVICE_UNAVAILABLE', message, details: { retryAfterSeconds }, requestId },
  };
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'retry-after': String(retryAfterSeconds),
    'x-content-type-options': 'nosniff',
    'x-request-id': requestId,
    // The rest of a request body that nobody will read would otherwise hold the connection.
    connection: 'close',
  });
  response.end(JSON.stringify(body));
}

function wellFormedId(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' && /^[\w.-]{1,128}$/.test(value) ? value : undefined;
}
