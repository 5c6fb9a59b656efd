import { randomBytes } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { watchApiReads } from '@/server/kept-pages/api-reads.ts';
import { KeptPages } from '@/server/kept-pages/kept-pages.ts';
import { createWebServer } from '@/server/web-server.ts';
import { get, nonceOf } from './visitor.ts';

const listening: Server[] = [];
let apiUrl: string;
/** What the API says by path, and what it was asked with. */
const said = new Map<string, { status: number; body: string; headers?: Record<string, string> }>();
const askedWith: IncomingHttpHeaders[] = [];
/** What the page was rendered with, each time. */
const rendered: { url: string; headers: IncomingHttpHeaders }[] = [];
const originalFetch = globalThis.fetch;
let hangsUp = false;

async function listen(server: Server): Promise<string> {
  listening.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  const api = createServer((request, response) => {
    askedWith.push(request.headers);
    // Whoever asks again is cut off; what renders a page is answered.
    if (hangsUp && rendered.length === 1) request.destroy();
    const { status, body, headers } = said.get(request.url ?? '') ?? { status: 404, body: '{}' };
    response.writeHead(status, headers).end(body);
  });
  apiUrl = await listen(api);
  watchApiReads(apiUrl);
});

afterAll(() => {
  globalThis.fetch = originalFetch;
});

let clock: number;
beforeEach(() => {
  clock = 0;
  said.clear();
  askedWith.splice(0);
  rendered.splice(0);
});

afterEach(() => {
  for (const server of listening.splice(1)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A page that says what it read, at whichever address. */
async function page(read: string | null, response: ServerResponse): Promise<void> {
  const nonce = randomBytes(16).toString('base64');
  response.setHeader('Content-Security-Policy', `script-src 'nonce-${nonce}'`);
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  const words = read === null ? 'nothing' : await (await fetch(apiUrl + read)).text();
  response.flushHeaders();
  response.write(`<script nonce="${nonce}"></script>`);
  response.end(`<p>${words}</p><script nonce="${nonce}"></script>`);
}

interface Site {
  reads?: string | null;
  maxBytes?: number;
  render?: (response: ServerResponse) => unknown;
}

async function site({ reads = null, maxBytes, render }: Site = {}): Promise<string> {
  const publicOrigin = 'https://pixelboxx.example';
  const pages = new KeptPages({
    publicOrigin,
    now: () => clock,
    ...(maxBytes !== undefined && { maxBytes }),
    render: (request, response) => {
      rendered.push({ url: request.url ?? '', headers: { ...request.headers } });
      return render ? render(response) : page(reads, response);
    },
  });
  return listen(createWebServer({ apiUrl, publicOrigin, isReady: () => true, renderPage: pages.render }));
}

it('[67] a kept page is rendered once for everybody, with a fresh nonce for each', async () => {
  const web = await site();
  const received = await Promise.all([get(`${web}/`), get(`${web}/`)]);
  received.push(await get(`${web}/`), await get(`${web}/`));
  const nonces = received.map(nonceOf);
  expect(new Set(nonces).size).toBe(4);
  for (const [index, { body }] of received.entries()) {
    const nonce = nonces[index] ?? '';
    expect(body.toString()).toBe(`<script nonce="${nonce}"></script><p>nothing</p><script nonce="${nonce}"></script>`);
  }
  expect(rendered.length).toBeLessThanOrEqual(2);
});

it('a kept page is compressed for clients that accept it, with a Vary header', async () => {
  const web = await site();
  for (const accepted of ['gzip, deflate, br', 'br;q=1, gzip;q=0.5']) {
    const received = await get(`${web}/`, { 'accept-encoding': accepted });
    expect(received.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
    expect(gunzipSync(received.body).toString()).toContain(`nonce="${nonceOf(received)}"`);
  }
  for (const accepted of ['identity', 'br', 'gzip;q=0', 'gzip; q=0.0, br']) {
    const received = await get(`${web}/`, { 'accept-encoding': accepted });
    expect(received.headers).not.toHaveProperty('content-encoding');
    expect(received.body.toString()).toContain('<p>nothing</p>');
  }
  expect(rendered).toHaveLength(1);
});

it.each([
  ['a session', '/', { cookie: 'a=b; __Host-pbx_access=x' }],
  ['a session to be renewed', '/', { cookie: '__Host-pbx_refresh=x' }],
  ['a query', '/login?next=%2Fhome', {}],
  ['a part of a page', '/', { rsc: '1' }],
  ['a part of a page that may be wanted', '/', { 'next-router-prefetch': '1' }],
  ['an action', '/', { 'next-action': 'x' }],
])('a page is rendered every time for %s', async (_what, path, headers) => {
  const web = await site();
  await get(`${web}/`);
  await get(`${web}${path}`, headers);
  await get(`${web}${path}`, headers);
  expect(rendered).toHaveLength(3);
  await get(`${web}/`);
  expect(rendered).toHaveLength(3);
});

it('a kept page is rendered again as soon as the API’s response changes', async () => {
  const web = await site({ reads: '/v1/users/ada' });
  for (const body of ['public', 'public', 'private', 'public', 'public']) {
    said.set('/v1/users/ada', { status: 200, body });
    expect((await get(`${web}/u/ada`)).body.toString()).toContain(`<p>${body}</p>`);
  }
  expect(rendered).toHaveLength(3);
});

it('a page is not kept if it is not found, failed, or used a failed response', async () => {
  const web = await site({ reads: '/v1/users/ada' });
  said.set('/v1/users/ada', { status: 503, body: 'busy' });
  await get(`${web}/u/ada`);
  await get(`${web}/u/ada`);
  expect(rendered).toHaveLength(2);
  const gone = await site({
    render: (response) => {
      response.statusCode = 404;
      return page(null, response);
    },
  });
  expect((await get(`${gone}/u/nobody`)).status).toBe(404);
  expect((await get(`${gone}/u/nobody`)).status).toBe(404);
  expect(rendered).toHaveLength(4);
});

it('a kept page is revalidated at the API as its visitor, who has their own rate limits', async () => {
  said.set('/v1/users/ada', { status: 200, body: 'hello' });
  const web = await site({ reads: '/v1/users/ada' });
  await get(`${web}/u/ada`);
  askedWith.splice(0);
  await get(`${web}/u/ada`, { 'x-forwarded-for': '203.0.113.7', 'user-agent': 'Her browser' });
  expect(askedWith).toEqual([
    expect.objectContaining({ 'x-forwarded-for': '203.0.113.7, 127.0.0.1', 'user-agent': 'Her browser' }),
  ]);
});

it('a kept page is revalidated over kept connections, and rendered again if the API closes one', async () => {
  said.set('/v1/users/ada', { status: 200, body: 'hello' });
  const web = await site({ reads: '/v1/users/ada' });
  await get(`${web}/u/ada`);
  const [api] = listening;
  let connections = 0;
  const count = () => (connections += 1);
  api?.on('connection', count);
  for (let visit = 0; visit < 10; visit += 1) await get(`${web}/u/ada`);
  api?.off('connection', count);
  expect(connections).toBeLessThanOrEqual(1);
  expect(rendered).toHaveLength(1);
  hangsUp = true;
  await get(`${web}/u/ada`);
  hangsUp = false;
  expect(rendered).toHaveLength(2);
  expect((await get(`${web}/u/ada`)).body.toString()).toContain('<p>hello</p>');
});

it('a kept page is rendered without anything from the visitor’s request that could affect others', async () => {
  const web = await site();
  await get(`${web}/`, {
    host: 'evil.example',
    'x-forwarded-host': 'evil.example',
    'x-nonce': 'evil',
    'x-page-address': '/evil',
    cookie: 'theme=evil',
    referer: 'https://evil.example/',
    'accept-language': 'zz-ZZ',
  });
  const [first] = rendered;
  expect(first?.headers.host).toBe('pixelboxx.example');
  expect(JSON.stringify(first?.headers)).not.toMatch(/evil|zz-ZZ/);
});

it('a response without a nonce, such as a redirect, is passed on', async () => {
  const web = await site({ render: (response) => response.writeHead(307, { location: '/login' }).end() });
  for (let round = 0; round < 2; round += 1) {
    expect(await get(`${web}/home`)).toMatchObject({ status: 307, headers: { location: '/login' } });
  }
  expect(rendered).toHaveLength(2);
});

it('a file of any bytes is passed on unchanged, and hashed build files are left to their server', async () => {
  const bytes = Buffer.from([0x77, 0x4f, 0x46, 0x32, 0, 0xff, 0xfe, 0x80, 0xc3, 0x28]);
  const render = (response: ServerResponse) => {
    response.setHeader('Content-Length', bytes.length);
    response.writeHead(200, { 'content-type': 'font/woff2' }).end(bytes);
  };
  const web = await site({ render });
  for (const path of ['/icon.png', '/_next/static/media/a.woff2']) {
    const received = await get(`${web}${path}`, { 'if-none-match': '"a"' });
    expect(received.body.equals(bytes), path).toBe(true);
  }
  expect(rendered.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"a"']);
});

it('a failed rendering results in an error', async () => {
  const web = await site({
    render: (response) => {
      response.setHeader('x-left', 'over');
      return Promise.reject(new Error('broken'));
    },
  });
  expect((await get(`${web}/`)).status).toBe(500);
});

it('methods other than GET are left to the pages', async () => {
  const web = await site();
  await get(`${web}/`);
  expect((await get(`${web}/`, {}, 'HEAD')).body).toHaveLength(0);
  await get(`${web}/`, {}, 'POST');
  expect(rendered).toHaveLength(3);
});

it('a kept page is rendered again after a minute, for content that changes by itself', async () => {
  const web = await site();
  await get(`${web}/`);
  clock += 59_000;
  await get(`${web}/`);
  expect(rendered).toHaveLength(1);
  clock += 1_000;
  await get(`${web}/`);
  expect(rendered).toHaveLength(2);
});

it('the least recently used kept pages are dropped before they take too much memory', async () => {
  const web = await site({ maxBytes: 2_600 });
  for (const path of ['/a', '/b', '/a', '/c', '/a']) await get(web + path);
  expect(rendered.map(({ url }) => url)).toEqual(['/a', '/b', '/c']);
  await get(`${web}/b`);
  expect(rendered).toHaveLength(4);
});

it('a page is kept per language, the only property of the visitor that is used for rendering', async () => {
  const web = await site();
  const ask = (headers: Record<string, string>) => get(`${web}/`, headers);
  await ask({ 'accept-language': 'de-AT,de;q=0.9' });
  await ask({ 'accept-language': 'de' });
  await ask({ 'accept-language': 'ja', cookie: 'pbx_language=de; theme=dark' });
  await ask({ 'accept-language': 'ja', 'x-page-language': 'de' });
  await ask({ 'accept-language': 'zh', 'x-page-language': '<script>' });
  await ask({});
  expect(rendered.map(({ headers }) => headers['x-page-language'])).toEqual(['de', 'ja', 'en']);
  for (const { headers } of rendered) {
    expect(headers).not.toHaveProperty('accept-language');
    expect(headers).not.toHaveProperty('cookie');
  }
});

it('a kept page is revalidated only when the API’s response is no longer fresh, and then kept for the same time again', async () => {
  const web = await site({ reads: '/v1/ways' });
  const shown: string[] = [];
  for (const [atMs, body] of [
    ...[0, 9_999, 10_000].map((ms) => [ms, 'old'] as const),
    [19_999, 'new'],
    [20_000, 'new'],
  ] as const) {
    clock = atMs;
    said.set('/v1/ways', { status: 200, body, headers: { 'cache-control': 'public, max-age=10', vary: 'Origin' } });
    shown.push(/<p>(.*)<\/p>/.exec((await get(`${web}/login`)).body.toString())?.[1] ?? '');
  }
  expect(shown).toEqual(['old', 'old', 'old', 'old', 'new']);
  expect(askedWith.length - rendered.length).toBe(2);
});
