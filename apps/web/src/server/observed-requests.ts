import { activeTrace, type PageTraces, RequestSpan, traceparent } from '@pixelboxx/telemetry';
import type { RequestMetrics } from '@pixelboxx/telemetry/metrics';
import { pageTokenName, pageTraceHeader } from '../lib/page-trace/names.ts';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** The label of requests in logs and metrics: one of a few words, never the requested path. */
export type RequestKind = '(api)' | '(assets)' | '(health)' | '(pages)' | '(telemetry)';

const traceHeaders = ['traceparent', 'tracestate', 'baggage', pageTraceHeader];

/** What observes requests; absent if nothing does. */
export interface RequestObservers {
  /** Whether requests are traced; if so, `startTracing` was called. */
  readonly isTraced?: boolean;
  /** Lets pages continue the traces of their own requests. */
  readonly pageTraces?: PageTraces | undefined;
  readonly metrics?: RequestMetrics | undefined;
}

/**
 * Does `work` for a request. If requests are traced, a trace begins here, or the trace of one of our pages continues, and the
 * API receives it. Other trace headers of the browser are dropped here, because the API trusts this server.
 */
export function observeRequest(
  request: IncomingMessage,
  response: ServerResponse,
  kind: RequestKind,
  { isTraced = false, pageTraces, metrics }: RequestObservers,
  work: () => void,
): void {
  const page = pageTraces?.parentOf(request.headers[pageTraceHeader]) ?? null;
  const span = isTraced ? new RequestSpan(request.method, request.headers, false, page) : null;
  for (const name of traceHeaders) Reflect.deleteProperty(request.headers, name);
  if (metrics) measure(request, response, kind, metrics, span);
  if (!span) return work();
  response.once('close', () => span.end(kind, response.writableFinished ? response.statusCode : 'aborted'));
  const own = traceparent(span.context);
  if (own !== undefined) request.headers['traceparent'] = own;
  // A document, not a request by an open page.
  const token =
    kind === '(pages)' && request.method === 'GET' && page === null ? pageTraces?.tokenFor(span.context) : null;
  if (token) response.setHeader('server-timing', `${pageTokenName};desc="${token}"`);
  span.run(work);
}

function measure(
  { method }: IncomingMessage,
  response: ServerResponse,
  route: RequestKind,
  metrics: RequestMetrics,
  span: RequestSpan | null,
): void {
  const startedAt = performance.now();
  const end = metrics.begin();
  response.once('close', () => {
    end();
    if (!response.writableFinished) return metrics.aborted(route);
    const seconds = (performance.now() - startedAt) / 1000;
    metrics.responded({
      method,
      route,
      status: response.statusCode,
      seconds,
      trace: span && activeTrace(span.context),
    });
  });
}
