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
 * What the services say of their work. All of it is for nothing, and costs next to nothing, until `startTracing` has
 * loaded what records it.
 */

// Asked for each time: a tracer keeps to the recorder that was there at first.
const tracer = () => trace.getTracer('pixelboxx');

export interface SpanOptions {
  readonly kind?: 'internal' | 'client' | 'producer' | 'consumer';
  /** Bounded values that name no user; what is not on the list of `exported-spans.ts` does not leave the process. */
  readonly attributes?: Attributes;
}

const kinds = {
  internal: SpanKind.INTERNAL,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

/** The ids of the span under way, as log lines carry them; null outside of any. */
export interface ActiveTrace {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 of them. */
  readonly spanId: string;
  /** Whether the trace is kept. */
  readonly sampled: boolean;
}

export function activeTrace(within: Context = context.active()): ActiveTrace | null {
  const active = trace.getSpanContext(within);
  if (!active) return null;
  return { traceId: active.traceId, spanId: active.spanId, sampled: (active.traceFlags & TraceFlags.SAMPLED) !== 0 };
}

/** For a line of a log. Without a trace it has neither. */
export function traceFields(within?: Context): { traceId?: string; spanId?: string } {
  const active = activeTrace(within);
  return active ? { traceId: active.traceId, spanId: active.spanId } : {};
}

/** The span under way, for another service or a later moment (W3C Trace Context, `traceparent`); undefined outside of any. */
export function traceparent(within: Context = context.active()): string | undefined {
  const carrier: { traceparent?: string } = {};
  propagation.inject(within, carrier);
  return carrier.traceparent;
}

/** What a `traceparent` of ours stands for. What is none, or malformed, belongs to no trace. */
export function contextOf(parent: string | null | undefined): Context {
  return parent ? propagation.extract(ROOT_CONTEXT, { traceparent: parent }) : ROOT_CONTEXT;
}

/** Does `work` in a span of the trace under way. Outside of any trace, no span is made: nothing that only polls is traced. */
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

/** Goes on with the trace of a `traceparent` that was kept; without one, outside of any trace. */
export function continueTrace<Result>(parent: string | null | undefined, work: () => Result): Result {
  return context.with(contextOf(parent), work);
}

/** By the name of the error alone: messages repeat what somebody sent. */
export function markFailed(span: Span, error: unknown): void {
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttribute('error.type', error instanceof Error ? error.name : typeof error);
}
