import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { ExportResultCode } from '@opentelemetry/core';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import {
  activeTrace,
  contextOf,
  inSpan,
  RequestSpan,
  startTracing,
  traceparent,
  tracingOptions,
} from '../src/index.ts';
import type { TracingOptions } from '../src/index.ts';
import { ExportedSpans } from '../src/tracing/exported-spans.ts';

const options = (changes: Partial<TracingOptions> = {}): TracingOptions => ({
  endpoint: 'http://127.0.0.1:1',
  headers: {},
  protocol: 'http/protobuf',
  sampler: 'parentbased_always_on',
  ratio: 1,
  sendEveryMs: 5_000,
  ...changes,
});
const sent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331';

let stop: () => Promise<void> = () => Promise.resolve();
const start = async (changes: Partial<TracingOptions>, log: (event: string) => void = () => undefined) => {
  const tracing = await startTracing(options(changes), 'test', log);
  stop = () => tracing.stop();
};
afterEach(() => stop());

/** A port that nobody listens at. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('without an endpoint', () => {
  it('no tracing library is loaded, and work runs normally', async () => {
    const script = `
      const { registerHooks } = await import('node:module');
      const loaded = [];
      registerHooks({ resolve(name, about, next) { const found = next(name, about); loaded.push(found.url); return found; } });
      const { startTracing, inSpan, traceparent } = await import('@pixelboxx/telemetry');
      const tracing = await startTracing(null, 'test', () => undefined);
      const result = await inSpan('work', {}, async () => traceparent() ?? 'untraced');
      await tracing.stop();
      console.log(JSON.stringify({ result, loaded }));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      cwd: import.meta.dirname,
    });
    const { result, loaded } = JSON.parse(stdout) as { result: string; loaded: string[] };
    expect(result).toBe('untraced');
    expect(loaded.some((url) => url.endsWith('start-tracing.ts'))).toBe(true);
    const heavy = /sdk|exporter|context-async-hooks|prom-client|sentry/;
    expect(loaded.filter((url) => heavy.test(url.slice(url.lastIndexOf('node_modules'))))).toEqual([]);
  });

  it('there are no settings', () => {
    const none = tracingOptions({
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_TRACES_SAMPLER: 'always_on',
      OTEL_TRACES_SAMPLER_ARG: 1,
      OTEL_BSP_SCHEDULE_DELAY: 5_000,
    });
    expect(none).toBeNull();
  });
});

describe('an unavailable collector', () => {
  it('is reported once, and delays neither work nor shutdown', async () => {
    const events: string[] = [];
    await start({ endpoint: `http://127.0.0.1:${await closedPort()}` }, (event) => events.push(event));
    const span = new RequestSpan('GET', {}, false);
    expect(await span.run(() => inSpan('work', {}, () => Promise.resolve('done')))).toBe('done');
    span.end('/v1/x', 200);
    const startedAt = performance.now();
    await stop();
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(events.filter((event) => event !== 'tracing.export.failed')).toEqual([]);
  });
});

describe('the sampler', () => {
  it.each([
    { sampler: 'always_off', flag: '00' },
    { sampler: 'always_on', flag: '01' },
    { sampler: 'parentbased_always_off', flag: '00' },
    { sampler: 'parentbased_traceidratio', flag: '00', ratio: 0 },
    { sampler: 'traceidratio', flag: '01', ratio: 1 },
  ] as const)('$sampler decides about new traces', async ({ flag, ...changes }) => {
    await start(changes);
    const span = new RequestSpan('GET', {}, false);
    expect(traceparent(span.context)?.slice(-2)).toBe(flag);
    expect(activeTrace(span.context)?.sampled).toBe(flag === '01');
    span.end('/v1/x', 200);
  });

  it('follows the decision of our own services, and of nobody else', async () => {
    await start({ sampler: 'parentbased_always_off' });
    const headers = { traceparent: `${sent}-01` };
    expect(traceparent(new RequestSpan('GET', headers, true).context)).toMatch(/^00-0af7651916cd43dd.*-01$/);
    expect(traceparent(new RequestSpan('GET', headers, false).context)).toMatch(/^00-(?!0af7651916cd43dd).*-00$/);
  });
});

describe('the data of a span', () => {
  it('is exported only if its attributes are on the list: no URL, no statement, no message', async () => {
    const kept = new InMemorySpanExporter();
    const exporter = new ExportedSpans(kept, () => undefined);
    const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
    const attributes = {
      'http.target': '/u/anna?token=x',
      'http.route': '/u/[name]',
      'db.query.text': "SELECT 'anna'",
    };
    const span = provider.getTracer('next.js').startSpan('fetch GET http://api/v1/users/anna', { attributes });
    span.recordException(new Error('anna is not here'));
    span.setStatus({ code: SpanStatusCode.ERROR, message: 'anna is not here' });
    span.end();
    await provider.forceFlush();
    const [exported] = kept.getFinishedSpans();
    expect(exported?.name).toBe('fetch GET');
    expect(exported?.attributes).toEqual({ 'http.route': '/u/[name]' });
    expect(exported?.events.map(({ attributes: left }) => left)).toEqual([{ 'exception.type': 'Error' }]);
    expect(JSON.stringify([exported?.status, exported?.attributes, exported?.events])).not.toContain('anna');
  });

  it('is exported again after a failure, whose beginning and end are logged once', () => {
    const events: string[] = [];
    let code = ExportResultCode.FAILED;
    const exporter = new ExportedSpans(
      { export: (_spans, done) => done({ code }), shutdown: () => Promise.resolve() },
      (event) => events.push(event),
    );
    const send = () => exporter.export([], () => undefined);
    send();
    send();
    code = ExportResultCode.SUCCESS;
    send();
    expect(events).toEqual(['tracing.export.failed', 'tracing.export.resumed']);
  });

  it('contains only standard methods', async () => {
    await start({});
    const span = new RequestSpan('X-ANNA', {}, false);
    expect(trace.getSpan(span.context)).toMatchObject({ name: '_OTHER' });
    span.end('/v1/x', 405);
  });
});

describe('a traceparent', () => {
  it('is ignored if malformed', async () => {
    await start({});
    for (const broken of ['', 'x', sent, `ff-${sent}-01`, `${sent}-01-more`]) {
      expect(activeTrace(contextOf(broken)), broken).toBeNull();
    }
    expect(activeTrace(context.active())).toBeNull();
  });
});
