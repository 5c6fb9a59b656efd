import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { hostname } from 'node:os';
import type { TracingOptions } from '../settings.ts';
import { ExportedSpans } from './exported-spans.ts';
import { GivenIds } from './given-ids.ts';
import type { Tracing, TracingLog } from './tracing.ts';

/** How long an ending process waits for a collector. */
const flushMs = 2_000;
/** Limits for what a sender can cause: an attribute is a word, and a span has few. */
const spanLimits = { attributeValueLengthLimit: 256, attributeCountLimit: 32, eventCountLimit: 16, linkCountLimit: 8 };

/** Registers the recorder for the whole process. Only `startTracing` loads this. */
export async function startSdk(options: TracingOptions, service: string, log: TracingLog): Promise<Tracing> {
  const exporter = new ExportedSpans(await createExporter(options), log);
  const provider = new TracerProvider({
    sampler: createSampler(options),
    resource: resourceFromAttributes({
      'service.name': service,
      'service.instance.id': `${hostname()}:${process.pid}`,
    }),
    spanLimits,
    idGenerator: new GivenIds(),
    spanProcessors: [new BatchSpanProcessor({ exporter, scheduledDelayMillis: options.sendEveryMs })],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  // No baggage: only the ids and the flag are passed on.
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
  return {
    stop: async () => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, flushMs);
      });
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
      clearTimeout(timer);
      trace.disable();
      propagation.disable();
      context.disable();
    },
  };
}

/** The library reads timeout, compression and certificates from the standard's variables. */
async function createExporter({ endpoint, headers, protocol }: TracingOptions): Promise<SpanExporter> {
  const config = { url: `${endpoint.replace(/\/+$/, '')}/v1/traces`, headers: { ...headers } };
  const { OTLPTraceExporter } =
    protocol === 'http/json'
      ? await import('@opentelemetry/exporter-trace-otlp-http')
      : await import('@opentelemetry/exporter-trace-otlp-proto');
  return new OTLPTraceExporter(config);
}

function createSampler({ sampler, ratio }: TracingOptions): Sampler {
  const roots = {
    always_on: () => new AlwaysOnSampler(),
    always_off: () => new AlwaysOffSampler(),
    traceidratio: () => new TraceIdRatioBasedSampler(ratio),
  };
  if (sampler === 'always_on' || sampler === 'always_off' || sampler === 'traceidratio') return roots[sampler]();
  const names = {
    parentbased_always_on: 'always_on',
    parentbased_always_off: 'always_off',
    parentbased_traceidratio: 'traceidratio',
  } as const;
  return new ParentBasedSampler({ root: roots[names[sampler]]() });
}
