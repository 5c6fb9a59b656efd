import {
  type Attributes,
  type Context,
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
} from '@opentelemetry/api';

/*
 * The tracing functions that services call. They do nothing, and cost next to nothing, until `startTracing` has loaded
 * the recorder.
 */

// Requested each time, because a tracer keeps the first recorder that it found.
const tracer = () => trace.getTracer('pixelboxx');

export interface SpanOptions {
  readonly kind?: 'internal' | 'client' | 'producer' | 'consumer';
  /** Values from a fixed set that identify no user; attributes missing in the list of `exported-spans.ts` do not leave the process. */
  readonly attributes?: Attributes;
}

const kinds = {
  internal: SpanKind.INTERNAL,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

/** The ids of the current span, for log lines; null outside of any. */
export interface ActiveTrace {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  /** Whether the trace is kept. */
  readonly sampled: boolean;
}

export function activeTrace(within: Context = context.active()): ActiveTrace | null {
  const active = trace.getSpanContext(within);
  if (!active) return null;
  return { traceId: active.traceId, spanId: active.spanId, sampled: (active.traceFlags & TraceFlags.SAMPLED) !== 0 };
}

/** For a log line. Empty without a trace. */
export function traceFields(within?: Context): { traceId?: string; spanId?: string } {
  const active = activeTrace(within);
  return active ? { traceId: active.traceId, spanId: active.spanId } : {};
}

/** The current span, for another service or a later moment (W3C Trace Context, `traceparent`); undefined outside of any. */
export function traceparent(within: Context = context.active()): string | undefined {
  const carrier: { traceparent?: string } = {};
  propagation.inject(within, carrier);
  return carrier.traceparent;
}

/** The context of a `traceparent` of ours. A missing or malformed one belongs to no trace. */
export function contextOf(parent: string | null | undefined): Context {
  return parent ? propagation.extract(ROOT_CONTEXT, { traceparent: parent }) : ROOT_CONTEXT;
}

/** Runs `work` in a span of the current trace. Outside of any trace it makes no span, so that polling is not traced. */
export async function inSpan<Result>(
  name: string,
  { kind = 'internal', attributes = {} }: SpanOptions,
  work: () => Promise<Result>,
): Promise<Result> {
  const parent = context.active();
  if (!trace.getSpanContext(parent)) return work();
  const span = tracer().startSpan(name, { kind: kinds[kind], attributes }, parent);
  try {
    return await context.with(trace.setSpan(parent, span), work);
  } catch (error) {
    markFailed(span, error);
    throw error;
  } finally {
    span.end();
  }
}

/** Continues the trace of a stored `traceparent`; without one, runs outside of any trace. */
export function continueTrace<Result>(parent: string | null | undefined, work: () => Result): Result {
  return context.with(contextOf(parent), work);
}

/** Records only the name of the error: messages repeat what somebody sent. */
export function markFailed(span: Span, error: unknown): void {
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttribute('error.type', error instanceof Error ? error.name : typeof error);
}
