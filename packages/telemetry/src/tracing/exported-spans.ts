import type { Attributes } from '@opentelemetry/api';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import type { TracingLog } from './tracing.ts';

/**
 * The only attributes of a span that leave the process. This is an allowlist, because libraries record whole URLs,
 * statements and messages, which contain tokens, addresses and users' texts (OWASP Logging Cheat Sheet).
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

/** In names from other libraries: a URL or a path with values in it, and everything after it. */
const withUrl = /\s*(?:https?:\/\/|\/)\S*.*$/i;

/** Removes from spans what must not leave, passes the rest on, and logs once if the collector does not accept it. */
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
    // Only its code or name: a collector can respond with any text.
    const reason = error && ('code' in error && typeof error.code === 'string' ? error.code : error.name);
    this.#log(isFailing ? 'tracing.export.failed' : 'tracing.export.resumed', reason);
  }
}

/** A copy of the span, because others may still read the original. */
function withoutSecrets(span: ReadableSpan): ReadableSpan {
  const { parentSpanContext } = span;
  return {
    name: span.instrumentationScope.name === 'next.js' ? nameOfPage(span) : span.name,
    kind: span.kind,
    spanContext: () => span.spanContext(),
    ...(parentSpanContext && { parentSpanContext }),
    startTime: span.startTime,
    endTime: span.endTime,
    // Without the message, which can contain anything.
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

/** Next names the spans of its pages by route, and those of its fetches by URL. */
function nameOfPage({ name, attributes }: ReadableSpan): string {
  const route = attributes['next.route'];
  const bare = name.replace(withUrl, '');
  return typeof route === 'string' ? `${bare} ${route}` : bare;
}

function pick(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => allowed.has(name)));
}
