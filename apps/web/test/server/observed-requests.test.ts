import { createServer, type IncomingHttpHeaders } from 'node:http';
import { pollUntil } from '@pixelboxx/config/testing';
import { ProcessMetrics, RequestMetrics } from '@pixelboxx/telemetry/metrics';
import type { Tracing } from '@pixelboxx/telemetry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWebServer } from '../../src/server/web-server.ts';
import { closeServers, listen, traceToCollector } from './support/servers.ts';

const sent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
closeServers(afterAll);

async function startWeb(isTraced: boolean): Promise<{ web: string; seen: IncomingHttpHeaders[] }> {
  const seen: IncomingHttpHeaders[] = [];
  const apiUrl = await listen(createServer((request, response) => response.end(String(seen.push(request.headers)))));
  const renderPage = (request: { headers: IncomingHttpHeaders }, response: { end(): unknown }) => {
    seen.push(request.headers);
    response.end();
  };
  const options = {
    apiUrl,
    publicOrigin: 'http://localhost:3000',
    isReady: () => true,
    observers: { isTraced },
    renderPage,
  };
  return { web: await listen(createWebServer(options)), seen };
}

const headers = { traceparent: sent, tracestate: 'other=1', baggage: 'user=1' };

describe('a browser’s traceparent', () => {
  it('reaches neither the API nor a page', async () => {
    const { web, seen } = await startWeb(false);
    for (const path of ['/v1/x', '/about']) await (await fetch(web + path, { headers })).text();
    expect(seen).toHaveLength(2);
    for (const { traceparent, tracestate, baggage } of seen)
      expect([traceparent, tracestate, baggage]).toEqual([undefined, undefined, undefined]);
  });
});

describe('a traced request', () => {
  let bodies: string[];
  let tracing: Tracing;

  beforeAll(async () => {
    ({ tracing, bodies } = await traceToCollector('parentbased_always_on'));
  });
  afterAll(() => tracing.stop());

  it('starts a trace that the API and pages continue, whatever the browser sent, without paths', async () => {
    const { web, seen } = await startWeb(true);
    for (const path of ['/v1/x?token=very-secret', '/u/somebody']) await (await fetch(web + path, { headers })).text();
    const parents = seen.map(({ traceparent }) => String(traceparent));
    for (const parent of parents) expect(parent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(parents.filter((parent) => parent.includes(sent.slice(3, 35)))).toEqual([]);
    await tracing.stop();
    const exported = bodies.join('');
    for (const parent of parents) expect(exported).toContain(parent.slice(3, 35));
    expect(exported).toContain('GET (api)');
    expect(exported).toContain('GET (pages)');
    for (const secret of ['very-secret', 'somebody', '/v1/x']) expect(exported).not.toContain(secret);
  });
});

describe('the metrics of the web', () => {
  it('count requests by kind, method and status, without paths', async () => {
    const metrics = new ProcessMetrics();
    const apiUrl = await listen(createServer((_request, response) => response.writeHead(418).end()));
    const web = await listen(
      createWebServer({
        apiUrl,
        publicOrigin: 'http://localhost:3000',
        isReady: () => true,
        observers: { metrics: new RequestMetrics(metrics) },
        renderPage: (_request, response) => response.end(),
      }),
    );
    for (const path of ['/v1/secret', '/u/somebody', '/health', '/_next/static/x.js'])
      await (await fetch(web + path)).text();
    const expected = [
      ['(api)', 418],
      ['(pages)', 200],
      ['(health)', 200],
      ['(assets)', 200],
    ].map(
      ([route, status]) =>
        `http_server_request_duration_seconds_count{method="GET",route="${route}",status="${status}"} 1`,
    );
    const { text: told } = await pollUntil('all are over', async () => {
      const reading = await metrics.read(undefined);
      return reading.text.includes('pixelboxx_active_requests 0') && reading;
    });
    expect(expected.filter((series) => !told.includes(series))).toEqual([]);
    expect(told).not.toMatch(/secret|somebody/);
  });
});
