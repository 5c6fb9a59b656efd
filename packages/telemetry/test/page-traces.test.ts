import { ROOT_CONTEXT, trace, TraceFlags } from '@opentelemetry/api';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { activeTrace, type BrowserSpan, PageTraces, RequestSpan, startTracing, type Tracing } from '../src/index.ts';

interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
}

const key = 'a key that all replicas have, long enough';
const startedAtMs = 1_800_000_000_000;
let nowMs = startedAtMs;
let traces: PageTraces;
const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const load: BrowserSpan = { id: '00000000000000aa', kind: 'load', startMs: -50, durationMs: 400 };

const within = (traceFlags: TraceFlags) => trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags });
const token = () => traces.tokenFor(within(TraceFlags.SAMPLED)) ?? '';

beforeEach(() => {
  nowMs = startedAtMs;
  traces = new PageTraces(key, () => nowMs);
});

describe('the trace token of a page', () => {
  it('is issued only for sampled traces', () => {
    expect(token()).toMatch(/^[\w.-]+$/);
    expect(traces.tokenFor(within(TraceFlags.NONE))).toBeNull();
    expect(traces.tokenFor(ROOT_CONTEXT)).toBeNull();
  });

  it('is valid at every replica with the same key, and at no other', () => {
    const sent = `${token()};00000000000000bb`;
    const other = new PageTraces(key, () => nowMs).parentOf(sent);
    expect(other && activeTrace(other)).toEqual({ traceId, spanId: '00000000000000bb', sampled: true });
    expect(new PageTraces('another key', () => nowMs).parentOf(sent)).toBeNull();
  });

  it('expires after half an hour', () => {
    const sent = `${token()};00000000000000bb`;
    nowMs += 1_800_000;
    expect(traces.parentOf(sent)).not.toBeNull();
    nowMs += 1;
    expect(traces.parentOf(sent)).toBeNull();
    expect(traces.record(sent.split(';')[0] ?? '', [load])).toBe(false);
  });

  it('is invalid with any character changed, removed or added', () => {
    const whole = token();
    for (let at = 0; at < whole.length; at += 1) {
      const [before, character, after] = [whole.slice(0, at), whole[at], whole.slice(at + 1)];
      for (const changed of [
        `${before}${character === 'a' ? 'b' : 'a'}${after}`,
        `${before}${after}`,
        `${before}x${after}x`,
      ])
        expect(traces.parentOf(`${changed};00000000000000bb`), changed).toBeNull();
    }
  });

  it.each([undefined, null, 7, '', ';', 'a;b', ['x'], `${'x'.repeat(10_000)};00000000000000bb`])(
    'is not %j',
    (sent) => {
      expect(traces.parentOf(sent)).toBeNull();
    },
  );

  it('requires a span id', () => {
    for (const id of ['', 'x', '00000000000000BB', '00000000000000bb0'])
      expect(traces.parentOf(`${token()};${id}`)).toBeNull();
  });
});

describe('the trace report of a page', () => {
  let collector: Server;
  let tracing: Tracing;
  const spans: SentSpan[] = [];

  beforeEach(async () => {
    spans.length = 0;
    collector = createServer((request, response) => {
      void text(request).then((body) => {
        const { resourceSpans } = JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: SentSpan[] }[] }[] };
        spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
        response.end('{}');
      });
    });
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
    const options = {
      endpoint,
      headers: {},
      protocol: 'http/json',
      sampler: 'always_on',
      ratio: 1,
      sendEveryMs: 5_000,
    } as const;
    tracing = await startTracing(options, 'test', () => undefined);
  });
  afterEach(async () => {
    await tracing.stop();
    collector.closeAllConnections();
    await new Promise((resolve) => collector.close(resolve));
  });

  it('becomes spans of its trace, with the ids sent by its requests, at times of our clock', async () => {
    const page = token();
    const fetched = { id: '00000000000000bb', kind: 'fetch', method: 'POST', status: 201 } as const;
    const parent = traces.parentOf(`${page};${fetched.id}`);
    const request = new RequestSpan('POST', {}, false, parent);
    request.end('(api)', 201);
    expect(traces.record(page, [load, { ...fetched, startMs: 1_000, durationMs: 80 }])).toBe(true);
    await tracing.stop();

    const told = (name: string) => spans.find((span) => span.name === name);
    expect(told('browser load')).toMatchObject({ traceId, spanId: load.id, parentSpanId: spanId });
    expect(told('browser load')?.startTimeUnixNano).toBe(`${startedAtMs - 50}000000`);
    expect(told('browser load')?.endTimeUnixNano).toBe(`${startedAtMs + 350}000000`);
    expect(told('browser POST')).toMatchObject({ traceId, spanId: fetched.id, parentSpanId: spanId });
    expect(told('POST (api)')).toMatchObject({ traceId, parentSpanId: fetched.id });
  });

  it('cannot use the ids of other spans', async () => {
    traces.record(token(), [load]);
    new RequestSpan('GET', {}, false).end('(pages)', 200);
    await tracing.stop();
    expect(new Set(spans.map((span) => span.spanId)).size).toBe(2);
  });

  it('cannot contain unknown methods', async () => {
    traces.record(token(), [{ ...load, kind: 'fetch', method: 'mail anna@example.com' }]);
    await tracing.stop();
    expect(spans.map(({ name }) => name)).toEqual(['browser _OTHER']);
  });

  it('is accepted at most twenty times per token', () => {
    const page = token();
    const taken = Array.from({ length: 25 }, () => traces.record(page, [load])).filter(Boolean);
    expect(taken).toHaveLength(20);
    nowMs += 1;
    expect(traces.record(token(), [load])).toBe(true);
  });
});
