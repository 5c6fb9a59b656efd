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

// Asked for each time: a tracer keeps to the recorder that was there at first.
const tracer = () => trace.getTracer('pixelboxx');

/** The span of one request that came in. */
export class RequestSpan {
  /** What happens for the request happens in here. */
  readonly context: Context;
  readonly #span: Span;
  readonly #method: string;
  #isEnded = false;

  /**
   * @param isOwn whether the sender is a service of ours, whose trace goes on. Anybody else could have all of their requests
   *   kept by a flag, or mix theirs into others' traces: theirs is a trace of its own that links to what they named.
   * @param page of a page of ours that sent the request (`PageTraces`), whose trace goes on
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

  /** @param route of the contract, never the path that was asked for. Only the first call counts. */
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

  /** Runs `work`, and what it sets going, as a part of the request. */
  run<Result>(work: () => Result): Result {
    return context.with(this.context, work);
  }
}

function linksTo(sent: Context): Link[] {
  const other = trace.getSpanContext(sent);
  return other && isSpanContextValid(other) ? [{ context: other }] : [];
}
