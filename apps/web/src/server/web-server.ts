import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  continueWhenRead,
  createClientErrorHandler,
  deliverEarlyResponses,
  hasRequiredHost,
  refuseTunnels,
  toOriginForm,
} from '@pixelboxx/node-kit';
import { safeMethods } from '@pixelboxx/shared';
import type { ErrorTracker, PageTraces } from '@pixelboxx/telemetry';
import { type ApiForwarder, createApiForwarder, isForwarded } from './api-forwarder.ts';
import { sendFailure } from './failure-response.ts';
import { addForwardedHeaders } from './forwarded-headers.ts';
import { log } from './log.ts';
import { pageReportsPath } from '../lib/page-trace/names.ts';
import { receivePageReport } from './page-reports.ts';
import { observeRequest, type RequestKind, type RequestObservers } from './observed-requests.ts';
import { respondElsewhere } from './public-origin.ts';
import { dropMalformedRouterState } from './router-state.ts';
import { languageHeader } from '../lib/texts/language-header.ts';
import { visitorLanguage } from './language/visitor-language.ts';

export interface WebServerOptions {
  apiUrl: string;
  proxySecret?: string | undefined;
  /** Where browsers find this site: `WEB_ORIGIN`. */
  publicOrigin: string;
  isReady: () => boolean;
  /** Whether tests may choose the pseudo-language, which reveals texts that are in no catalogue: `PSEUDO_LANGUAGE`. */
  allowsPseudoLanguage?: boolean;
  observers?: RequestObservers;
  errors?: ErrorTracker;
  renderPage: (request: IncomingMessage, response: ServerResponse) => unknown;
  /** Serves built files; returns false for requests that the pages should handle. Absent during development. */
  serveAsset?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Live reload during development. If absent, no page uses WebSockets. */
  upgradePage?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

export interface WebServer extends Server {
  /**
   * At shutdown, while requests still arrive: `/health` fails, and every response closes its connection, so that load
   * balancers send the next request elsewhere, and none into a connection that is just being closed.
   */
  beginDrain(): void;
  /** At shutdown: forwarded streams would keep the server open for as long as a client follows them. */
  endStreams(): void;
}

/** Methods for pages; the API decides itself which it accepts. */
const pageMethods = [...safeMethods, 'POST'];

/** One origin for everything: API paths go to the API, `/health` says whether pages can be rendered, the rest are pages. */
export function createWebServer(options: WebServerOptions): WebServer {
  const api = createApiForwarder(options.apiUrl);
  const { upgradePage } = options;
  let isDraining = false;
  const isReady = () => !isDraining && options.isReady();
  const server = createServer(
    // Only the live reload of pages switches protocols. Other requests to switch are treated as ordinary requests. `serve`
    // requires the host and responds in the envelope.
    {
      requireHostHeader: false,
      shouldUpgradeCallback: (request) => upgradePage !== undefined && !isForwarded(request.url),
    },
    (request, response) => {
      if (isDraining) response.shouldKeepAlive = false;
      observeRequest(request, response, kindOf(request.url), options.observers ?? {}, () =>
        serve(request, response, api, { ...options, isReady }),
      );
    },
  );
  guardConnections(server);
  server.on('upgrade', (request, socket, head) => {
    // Without a listener, a peer that resets while switching protocols would end the process.
    socket.on('error', () => socket.destroy());
    addForwardedHeaders(request, publicProtocolOf(options), options.proxySecret);
    if (upgradePage) upgradePage(request, socket, head);
    else socket.destroy();
  });
  server.on('close', () => api.close());
  // Longer than load balancers keep idle connections, so that this side never closes one that is just being reused.
  server.keepAliveTimeout = 75_000;
  return Object.assign(server, {
    endStreams: () => api.endStreams(),
    beginDrain: () => {
      isDraining = true;
    },
  });
}

function kindOf(url: string | undefined): RequestKind {
  if (url === '/health') return '(health)';
  if (url === pageReportsPath) return '(telemetry)';
  if (isForwarded(url)) return '(api)';
  return url?.startsWith('/_next/') ? '(assets)' : '(pages)';
}

function publicProtocolOf({ publicOrigin }: WebServerOptions): 'http' | 'https' {
  return publicOrigin.startsWith('https:') ? 'https' : 'http';
}

function guardConnections(server: Server): void {
  deliverEarlyResponses(server);
  continueWhenRead(server);
  refuseTunnels(server, randomUUID);
  server.on('clientError', createClientErrorHandler(server, randomUUID));
}

function serve(request: IncomingMessage, response: ServerResponse, api: ApiForwarder, options: WebServerOptions): void {
  if (!hasRequiredHost(request) || !toOriginForm(request)) return sendFailure(request, response, 'BAD_REQUEST');
  if (request.headers.upgrade?.toLowerCase() === 'websocket') {
    // The fields that a 426 must have: the protocol spoken here (RFC 9110, 15.5.22).
    const headers = { upgrade: 'HTTP/1.1', connection: 'upgrade, close' };
    return sendFailure(request, response, 'UPGRADE_UNSUPPORTED', { headers });
  }
  if (request.url === '/health') return respondHealth(response, options.isReady());
  const forwarded = isForwarded(request.url);
  // Before the headers are overwritten: a proxy in front puts the name that users use into them.
  if (!forwarded && respondElsewhere(request, response, options.publicOrigin)) return;
  addForwardedHeaders(request, publicProtocolOf(options), options.proxySecret);
  if (forwarded) return api.forward(request, response);
  const { pageTraces } = options.observers ?? {};
  if (pageTraces && request.url === pageReportsPath) return void takeReport(request, response, pageTraces);
  if (!pageMethods.includes(request.method ?? '')) {
    const headers = { allow: pageMethods.join(', ') };
    return sendFailure(request, response, 'METHOD_NOT_ALLOWED', { details: { allowed: pageMethods }, headers });
  }
  if (options.serveAsset?.(request, response)) return;
  response.setHeader('X-Content-Type-Options', 'nosniff');
  if (!isDecodable(request.url)) request.url = noPage;
  dropMalformedRouterState(request);
  // Overwrites a header of this name from a visitor.
  request.headers[languageHeader] = visitorLanguage(request.headers, options.allowsPseudoLanguage === true);
  void renderPage(request, response, options);
}

async function takeReport(request: IncomingMessage, response: ServerResponse, traces: PageTraces): Promise<void> {
  try {
    await receivePageReport(request, response, traces);
  } catch {
    // The browser disconnected in the middle of it.
    response.destroy();
  }
}

/** An address without a page. */
const noPage = '/_not-found';

/** Whether the path's escapes are well-formed (RFC 3986, 2.1) UTF-8: for others, Next responds with 500 on dynamic pages. */
function isDecodable(url = ''): boolean {
  try {
    decodeURIComponent(url.split('?', 1)[0] ?? '');
    return true;
  } catch {
    return false;
  }
}

async function renderPage(
  request: IncomingMessage,
  response: ServerResponse,
  options: WebServerOptions,
): Promise<void> {
  try {
    await options.renderPage(request, response);
  } catch (error) {
    options.errors?.report({ error, kind: 'request', where: '(pages)' });
    log('error', 'page.failed', { reason: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    sendFailure(request, response, 'INTERNAL_ERROR');
  }
}

function respondHealth(response: ServerResponse, ready: boolean): void {
  response.writeHead(ready ? 200 : 503, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify({ status: ready ? 'ok' : 'starting' }));
}
