import { Agent, ServerResponse, type IncomingMessage } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import { createProxyServer } from 'http-proxy-3';
import { sendFailure } from './failure-response.ts';

const forwardedPath =
  /^\/(?:v1|files|docs)(?:[/?]|$)|^\/(?:dev\/inbox|openapi\.json|\.well-known\/jwks\.json)(?:[/?]|$)/;

/** Whether the API answers this address. The browser only ever knows this site's origin, so cookies are first-party. */
export function isForwarded(url: string | undefined): boolean {
  return forwardedPath.test(url ?? '');
}

export interface ApiForwarder {
  forward(request: IncomingMessage, response: ServerResponse): void;
  /** Ends the open event streams, and any that begin later: they do not end on their own. */
  endStreams(): void;
  close(): void;
}

/** Streams requests to the API and responses back. While the API is unreachable, clients get 503 in the envelope. */
export function createApiForwarder(apiUrl: string): ApiForwarder {
  const agentOptions = { keepAlive: true, keepAliveMsecs: 10_000, maxFreeSockets: 64, scheduling: 'lifo' } as const;
  const agent = apiUrl.startsWith('https:') ? new SecureAgent(agentOptions) : new Agent(agentOptions);
  const proxy = createProxyServer({ target: apiUrl, agent, connectTimeout: 5_000 });
  const responded = new WeakSet<ServerResponse>();
  proxy.on('error', (_error, request, response) => {
    if (!(response instanceof ServerResponse)) response.destroy();
    // The API responded before it had the whole body: errors in the rest of the body no longer matter.
    else if (!responded.has(response)) {
      sendFailure(request, response, 'SERVICE_UNAVAILABLE', { details: { retryAfterSeconds: 2 } });
    }
  });
  const streams = new OpenStreams();
  proxy.on('proxyRes', (upstream, request, response) => {
    responded.add(response);
    // This server alone decides about the connection to the client; the proxy would pass on the header of its own one.
    if (!response.shouldKeepAlive) upstream.headers.connection = 'close';
    passOn(upstream, request, response);
    if (upstream.headers['content-type']?.startsWith('text/event-stream')) streams.add(upstream, response);
  });
  return {
    forward: (request, response) => {
      // This server requests the body itself, as soon as it reads it.
      delete request.headers.expect;
      proxy.web(request, response);
    },
    endStreams: () => streams.end(),
    close: () => agent.destroy(),
  };
}

/** How long the end of a stream may take to be sent. */
const lingerMs = 1_000;

class OpenStreams {
  readonly #ends = new Set<() => void>();
  #isEnding = false;

  add(upstream: IncomingMessage, response: ServerResponse): void {
    const end = () => {
      upstream.unpipe(response);
      // A complete response: the client knows that it should reconnect.
      response.end(() => upstream.destroy());
      setTimeout(() => response.destroy(), lingerMs).unref();
    };
    this.#ends.add(end);
    response.once('close', () => this.#ends.delete(end));
    if (this.#isEnding) end();
  }

  end(): void {
    this.#isEnding = true;
    for (const end of this.#ends) end();
  }
}

function passOn(
  upstream: IncomingMessage & { req?: { destroy(): void } },
  request: IncomingMessage,
  response: ServerResponse,
): void {
  upstream.on('error', () => undefined);
  // A partial response must neither leave the client waiting nor look complete.
  upstream.once('close', () => {
    if (!upstream.complete) response.destroy();
  });
  if (request.complete) return;
  // The API does not read the rest of this body. `deliverEarlyResponses` discards it, on this side.
  request.unpipe();
  upstream.once('end', () => upstream.req?.destroy());
}
