import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { createApiForwarder, isForwarded } from './api-forwarder.ts';
import { addForwardedHeaders } from './forwarded-headers.ts';

export interface WebServerOptions {
  apiUrl: string;
  proxySecret?: string | undefined;
  /** Protocol by which browsers reach this site. */
  publicProtocol: 'http' | 'https';
  isReady: () => boolean;
  renderPage: (request: IncomingMessage, response: ServerResponse) => void;
  /** Answers for built files; false leaves a request to the pages. Absent while developing. */
  serveAsset?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Live reload while developing. Absent: no page speaks over WebSockets. */
  upgradePage?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

/** One origin for everything: API paths go to the API, `/health` tells whether pages can be rendered, the rest are pages. */
export function createWebServer(options: WebServerOptions): Server {
  const api = createApiForwarder(options.apiUrl);
  const server = createServer((request, response) => {
    if (request.url === '/health') return answerHealth(response, options.isReady());
    addForwardedHeaders(request, options.publicProtocol, options.proxySecret);
    if (isForwarded(request.url)) return api.forward(request, response);
    if (options.serveAsset?.(request, response)) return;
    response.setHeader('X-Content-Type-Options', 'nosniff');
    options.renderPage(request, response);
  });
  server.on('upgrade', (request, socket, head) => {
    // Without a listener, a peer that resets while switching protocols would end the process.
    socket.on('error', () => socket.destroy());
    addForwardedHeaders(request, options.publicProtocol, options.proxySecret);
    if (isForwarded(request.url)) api.forwardUpgrade(request, socket, head);
    else if (options.upgradePage) options.upgradePage(request, socket, head);
    else socket.destroy();
  });
  server.on('close', () => api.close());
  // Longer than load balancers keep idle connections, so that it is never this side that closes one just being reused.
  server.keepAliveTimeout = 75_000;
  return server;
}

function answerHealth(response: ServerResponse, ready: boolean): void {
  response.writeHead(ready ? 200 : 503, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify({ status: ready ? 'ok' : 'starting' }));
}
