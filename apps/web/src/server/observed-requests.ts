import { RequestSpan, traceparent } from '@pixelboxx/telemetry';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** What is told of requests: by a few words, never by the path that was asked for. */
export type RequestKind = '(api)' | '(assets)' | '(health)' | '(pages)';

const traceHeaders = ['traceparent', 'tracestate', 'baggage'];

/**
 * Does `work` for a request. Where requests are traced, this is where a trace begins, and the API hears of it; whatever the
 * browser said about traces ends here, because the API believes this server.
 */
export function observeRequest(
  request: IncomingMessage,
  response: ServerResponse,
  { kind, isTraced }: { kind: RequestKind; isTraced: boolean },
  work: () => void,
): void {
  const span = isTraced ? new RequestSpan(request.method, request.headers, false) : null;
  for (const name of traceHeaders) Reflect.deleteProperty(request.headers, name);
  if (!span) return work();
  response.once('close', () => span.end(kind, response.writableFinished ? response.statusCode : 'aborted'));
  const own = traceparent(span.context);
  if (own !== undefined) request.headers['traceparent'] = own;
  span.run(work);
}
