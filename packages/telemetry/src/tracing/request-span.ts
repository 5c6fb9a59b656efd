import {
  type Context,
  context,
  isSpanContextValid,
  type Link,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import type { IncomingHttpHeaders } from 'node:http';
import { knownMethod } from '../known-method.ts';
import { contextOf } from './trace.ts';

// Requested each time, because a tracer keeps the first recorder that it found.
const tracer = () => trace.getTracer('pixelboxx');

/** The span of one incoming request. */
export class RequestSpan {
  /** Everything done for the request runs in this context. */
  readonly context: Context;
  readonly #span: Span;
  readonly #method: string;
  #isEnded = false;

  /**
   * @param isOwn whether the sender is one of our services, whose trace is continued. Other senders could force all their
   * requests to be kept, or mix them into others' traces: their requests start a new trace with a link to the one they sent.
   * @param page the context of our page that sent the request (`PageTraces`), whose trace is continued
   */
  constructor(method: string | undefined, headers: IncomingHttpHeaders, isOwn: boolean, page: Context | null = null) {
    this.#method = knownMethod(method);
    const given = headers['traceparent'];
    const sent = contextOf(typeof given === 'string' ? given : undefined);
    const parent = page ?? (isOwn ? sent : ROOT_CONTEXT);
    const attributes = { 'http.request.method': this.#method };
    const links = isOwn || page ? [] : linksTo(sent);
    this.#span = tracer().startSpan(this.#method, { kind: SpanKind.SERVER, attributes, links }, parent);
    this.context = trace.setSpan(parent, this.#span);
  }

  /** @param route of the contract, never the requested path. Only the first call counts. */
  end(route: string, status: number | 'aborted'): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#span.updateName(`${this.#method} ${route}`);
    this.#span.setAttribute('http.route', route);
    if (status === 'aborted') this.#span.setAttribute('error.type', 'aborted');
    else this.#span.setAttribute('http.response.status_code', status);
    if (status !== 'aborted' && status >= 500) this.#span.setStatus({ code: SpanStatusCode.ERROR });
    this.#span.end();
  }

  /** Runs `work`, and everything that it starts, as part of the request. */
  run<Result>(work: () => Result): Result {
    return context.with(this.context, work);
  }
}

function linksTo(sent: Context): Link[] {
  const other = trace.getSpanContext(sent);
  return other && isSpanContextValid(other) ? [{ context: other }] : [];
}
