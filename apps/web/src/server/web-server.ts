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
  /** Whether tests may choose the language that shows what is in no catalogue: `PSEUDO_LANGUAGE`. */
  allowsPseudoLanguage?: boolean;
  observers?: RequestObservers;
  errors?: ErrorTracker;
  renderPage: (request: IncomingMessage, response: ServerResponse) => unknown;
  /** Answers for built files; false leaves a request to the pages. Absent while developing. */
  serveAsset?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Live reload while developing. Absent: no page speaks over WebSockets. */
  upgradePage?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

export interface WebServer extends Server {
  /**
   * On the way out, while requests still come: `/health` says no, and every response hands its connection back, so that
   * whoever balances sends the next request elsewhere and none into a connection that is just being closed.
   */
  beginDrain(): void;
  /** On the way out: forwarded streams would hold the server open for as long as anybody follows them. */
  endStreams(): void;
}

/** Methods that pages may be asked by; the API says for itself what it takes. */
const pageMethods = [...safeMethods, 'POST'];

/** One origin for everything: API paths go to the API, `/health` tells whether pages can be rendered, the rest are pages. */
export function createWebServer(options: WebServerOptions): WebServer {
  const api = createApiForwarder(options.apiUrl);
  const { upgradePage } = options;
  let isDraining = false;
  const isReady = () => !isDraining && options.isReady();
  const server = createServer(
    // Only the live reload of pages changes protocols. Whatever else asks for it is an ordinary request.
    // The host is required by `serve`, which answers in the envelope.
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
  // Longer than load balancers keep idle connections, so that it is never this side that closes one just being reused.
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
    // The fields that a 426 must have: what is spoken here (RFC 9110, 15.5.22).
    const headers = { upgrade: 'HTTP/1.1', connection: 'upgrade, close' };
    return sendFailure(request, response, 'UPGRADE_UNSUPPORTED', { headers });
  }
  if (request.url === '/health') return respondHealth(response, options.isReady());
  const forwarded = isForwarded(request.url);
  // Before the headers are set anew: a proxy in front tells by them which name users use.
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
  // Whatever a visitor calls so is not it.
  request.headers[languageHeader] = visitorLanguage(request.headers, options.allowsPseudoLanguage === true);
  void renderPage(request, response, options);
}

async function takeReport(request: IncomingMessage, response: ServerResponse, traces: PageTraces): Promise<void> {
  try {
    await receivePageReport(request, response, traces);
  } catch {
    // The browser left in the middle of it.
    response.destroy();
  }
}

/** An address at which there is no page. */
const noPage = '/_not-found';

/** Whether the path's escapes are well-formed (RFC 3986, 2.1) UTF-8: Next fails on others, with 500, for dynamic pages. */
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
