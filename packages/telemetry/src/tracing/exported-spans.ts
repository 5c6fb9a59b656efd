import type { Attributes } from '@opentelemetry/api';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import type { TracingLog } from './tracing.ts';

/**
 * All that leaves the process of what a span says. A list of what may, not of what may not: libraries record whole URLs,
 * statements and messages, in which there are tokens, addresses and what users wrote (OWASP Logging Cheat Sheet).
 */
const allowed = new Set([
  'http.request.method',
  'http.route',
  'http.response.status_code',
  'error.type',
  'exception.type',
  'db.system.name',
  'db.operation.name',
  'db.query.summary',
  'messaging.system',
  'messaging.operation.name',
  'messaging.operation.type',
  'messaging.destination.name',
  'messaging.destination.subscription.name',
  'messaging.message.id',
  'messaging.batch.message_count',
  'pgboss.job.retry_count',
  'next.route',
  'next.span_type',
  'server.address',
  'server.port',
]);

/** Of names that other libraries give: whatever follows a URL or a path with values in it. */
const withUrl = /\s*(?:https?:\/\/|\/)\S*.*$/i;

/** Takes from spans what must not leave, hands the rest on, and says once when nobody takes it. */
export class ExportedSpans implements SpanExporter {
  readonly #exporter: SpanExporter;
  readonly #log: TracingLog;
  #isFailing = false;

  constructor(exporter: SpanExporter, log: TracingLog) {
    this.#exporter = exporter;
    this.#log = log;
  }

  export(spans: ReadableSpan[], resultCallback: (result: ExportResult) => void): void {
    this.#exporter.export(spans.map(withoutSecrets), (result) => {
      this.#note(result);
      resultCallback(result);
    });
  }

  shutdown(): Promise<void> {
    return this.#exporter.shutdown();
  }

  async forceFlush(): Promise<void> {
    await this.#exporter.forceFlush?.();
  }

  #note({ code, error }: ExportResult): void {
    const isFailing = code !== ExportResultCode.SUCCESS;
    if (isFailing === this.#isFailing) return;
    this.#isFailing = isFailing;
    // By its code or name: a collector answers what it likes.
    const reason = error && ('code' in error && typeof error.code === 'string' ? error.code : error.name);
    this.#log(isFailing ? 'tracing.export.failed' : 'tracing.export.resumed', reason);
  }
}

/** A view of the span: it may still be read by others. */
function withoutSecrets(span: ReadableSpan): ReadableSpan {
  const { parentSpanContext } = span;
  return {
    name: span.instrumentationScope.name === 'next.js' ? nameOfPage(span) : span.name,
    kind: span.kind,
    spanContext: () => span.spanContext(),
    ...(parentSpanContext && { parentSpanContext }),
    startTime: span.startTime,
    endTime: span.endTime,
    // Messages are written by whoever threw.
    status: { code: span.status.code },
    attributes: pick(span.attributes),
    links: span.links.map(({ context }) => ({ context })),
    events: span.events.map(({ name, time, attributes }) => ({ name, time, attributes: pick(attributes ?? {}) })),
    duration: span.duration,
    ended: span.ended,
    resource: span.resource,
    instrumentationScope: span.instrumentationScope,
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
  };
}

/** Next names the spans of its pages by their routes, and those of its fetches by URLs. */
function nameOfPage({ name, attributes }: ReadableSpan): string {
  const route = attributes['next.route'];
  const bare = name.replace(withUrl, '');
  return typeof route === 'string' ? `${bare} ${route}` : bare;
}

function pick(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => allowed.has(name)));
}
