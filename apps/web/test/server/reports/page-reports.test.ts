import { randomBytes } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { PageTraces, type Tracing } from '@pixelboxx/telemetry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageReportsPath } from '../../../src/lib/page-trace/names.ts';
import { createWebServer } from '../../../src/server/web-server.ts';
import { closeServers, listen, traceToCollector } from '../support/servers.ts';

const seen: IncomingHttpHeaders[] = [];
let tracing: Tracing;
let web: string;

closeServers(afterAll);

async function startWeb(pageTraces: PageTraces | undefined): Promise<string> {
  const apiUrl = await listen(createServer((request, response) => response.end(String(seen.push(request.headers)))));
  return listen(
    createWebServer({
      apiUrl,
      publicOrigin: 'http://localhost:3000',
      isReady: () => true,
      observers: { isTraced: true, pageTraces },
      renderPage: (_request, response) => response.end('<!doctype html>'),
    }),
  );
}

beforeAll(async () => {
  ({ tracing } = await traceToCollector('always_on'));
  web = await startWeb(new PageTraces(randomBytes(32), Date.now));
});

afterAll(() => tracing.stop());

const tokenOf = (response: Response) => /^trace;desc="([^"]+)"$/.exec(response.headers.get('server-timing') ?? '')?.[1];
const report = (body: unknown, init: RequestInit = {}) =>
  fetch(web + pageReportsPath, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...init,
  });
const span = { id: '00000000000000aa', kind: 'load', startMs: 0, durationMs: 10 };

/** A report that is right but for what else it has. */
const besides = (text: string) => `{"token":"x","spans":[${JSON.stringify(span)}],"further":${text}}`;

describe('a page whose trace is sampled', () => {
  it('gets a token with its document, and its API requests belong to the same trace', async () => {
    const token = tokenOf(await fetch(web));
    expect(token).toBeDefined();
    const headers = {
      'x-page-trace': `${token ?? ''};00000000000000bb`,
      traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
    };
    await (await fetch(`${web}/v1/x`, { headers })).text();
    const [, traceId] = String(seen.at(-1)?.['traceparent']).split('-');
    expect(token?.startsWith(traceId ?? '?')).toBe(true);
    expect(seen.at(-1)).not.toHaveProperty('x-page-trace');
  });

  it('gets no token with its own requests, files, or API responses', async () => {
    const token = tokenOf(await fetch(web)) ?? '';
    const headers = { 'x-page-trace': `${token};00000000000000bb` };
    expect(tokenOf(await fetch(`${web}/home`, { headers }))).toBeUndefined();
    for (const path of ['/v1/x', '/_next/static/x.js', '/health'])
      expect(tokenOf(await fetch(web + path))).toBeUndefined();
  });

  it('gets no token if page tracing is off, and the report endpoint does not exist', async () => {
    const plain = await startWeb(undefined);
    expect(tokenOf(await fetch(plain))).toBeUndefined();
    const response = await fetch(plain + pageReportsPath, { method: 'POST', body: '{}' });
    expect(await response.text()).toBe('<!doctype html>');
  });

  it('continues no trace with a forged token', async () => {
    const made = `${'c'.repeat(32)}-${'d'.repeat(16)}-m0000000.${'x'.repeat(43)};00000000000000bb`;
    await (await fetch(`${web}/v1/x`, { headers: { 'x-page-trace': made } })).text();
    expect(seen.at(-1)?.['traceparent']).not.toContain('c'.repeat(32));
  });
});

describe('a trace report of a page', () => {
  it('gets the same response for valid and forged tokens', async () => {
    const token = tokenOf(await fetch(web));
    for (const sent of [token, 'nonsense']) {
      const response = await report({ token: sent, spans: [span] });
      expect(response.status).toBe(204);
    }
  });

  it.each([
    ['no JSON', '{', 400],
    ['nothing', '', 400],
    ['no spans', { token: 'x', spans: [] }, 400],
    ['too many spans', { token: 'x', spans: Array.from({ length: 65 }, () => span) }, 400],
    ['an id that is none', { token: 'x', spans: [{ ...span, id: '../etc' }] }, 400],
    ['a time that is no number', { token: 'x', spans: [{ ...span, startMs: '1' }] }, 400],
    ['a time of another age', { token: 'x', spans: [{ ...span, startMs: 1e15 }] }, 400],
    ['more than a report is', 'x'.repeat(20_000), 413],
    ['lists in lists', '['.repeat(8_000) + ']'.repeat(8_000), 400],
    ['lists in lists that never end', '['.repeat(16_000), 400],
    ['objects in objects', '{"a":'.repeat(2_000) + '1' + '}'.repeat(2_000), 400],
    ['lists in lists beside what a report has', besides('['.repeat(7_500) + ']'.repeat(7_500)), 400],
  ])('with %s is refused in the envelope', async (_what, body, status) => {
    const response = await report(body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ success: false });
  });

  it('is accepted only by POST', async () => {
    const response = await fetch(web + pageReportsPath);
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  });
});
