import { createServer, request as send, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWebServer } from '../../src/server/web-server.ts';

const navigation = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8', 'sec-fetch-mode': 'navigate' };

describe.each(['http://localhost:3000', 'https://pixelboxx.example'])('a site known as %s', (publicOrigin) => {
  const api = createServer((_, response) => response.end('api'));
  let web: ReturnType<typeof createWebServer>;
  let port = 0;
  beforeAll(async () => {
    await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
    web = createWebServer({
      apiUrl: `http://127.0.0.1:${(api.address() as AddressInfo).port}`,
      publicOrigin,
      isReady: () => true,
      renderPage: (_, response) => response.end('page'),
    });
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    port = (web.address() as AddressInfo).port;
  });
  afterAll(() => {
    for (const server of [web, api]) {
      server.closeAllConnections();
      server.close();
    }
  });

  const ask = (path: string, headers: Record<string, string>, method = 'GET') =>
    new Promise<{ status: number; headers: IncomingMessage['headers']; body: string }>((resolve, reject) => {
      const request = send({ host: '127.0.0.1', port, path, method, headers }, (response) => {
        let body = '';
        response.on('data', (chunk) => (body += String(chunk)));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      });
      request.on('error', reject);
      request.end();
    });
  const { host } = new URL(publicOrigin);

  it('[D5] shows its pages under that name, also behind a proxy that forwards it', async () => {
    expect((await ask('/login', { ...navigation, host })).body).toBe('page');
    const proxied = { ...navigation, host: 'web:3000', 'x-forwarded-host': `${host}, inner` };
    expect((await ask('/login', proxied)).body).toBe('page');
  });

  it('[D5] redirects users who open it as 127.0.0.1 there, with the whole address', async () => {
    const path = '/login?next=%2Fsettings&x=%22%3E';
    for (const method of ['GET', 'HEAD']) {
      const reply = await ask(path, { ...navigation, host: '127.0.0.1:3000' }, method);
      expect(reply.status).toBe(307);
      expect(reply.headers.location).toBe(publicOrigin + path);
      expect(reply.headers['cache-control']).toBe('no-store');
    }
    // By http on a network, browsers do not say that they navigate.
    expect((await ask('/', { accept: navigation.accept, host: '127.0.0.1:9' })).status).toBe(307);
  });

  it('[D5] causes no redirect loop if a proxy hides the used name', async () => {
    const first = await ask('/', { ...navigation, host: '127.0.0.1:3000' });
    const cookie = String(first.headers['set-cookie']).split(';')[0] ?? '';
    expect((await ask('/', { ...navigation, host: '127.0.0.1:3000', cookie: `a=b; ${cookie}` })).body).toBe('page');
  });

  it('[D5] redirects only page navigations, not health checks, scripts, files, API calls or forms', async () => {
    const elsewhere = { host: '10.1.2.3:3000' };
    expect((await ask('/health', { ...navigation, ...elsewhere })).status).toBe(200);
    expect((await ask('/v1/auth/me', { ...navigation, ...elsewhere })).body).toBe('api');
    expect((await ask('/files/x.webp', { ...navigation, ...elsewhere })).body).toBe('api');
    expect((await ask('/_next/static/a.js', { ...navigation, ...elsewhere })).body).toBe('page');
    expect((await ask('/', { accept: '*/*', ...elsewhere })).body).toBe('page');
    expect((await ask('/?_rsc=1', { ...navigation, 'sec-fetch-mode': 'cors', ...elsewhere })).body).toBe('page');
    expect((await ask('/', { ...navigation, ...elsewhere }, 'POST')).body).toBe('page');
  });

  it('[D5] never redirects to another site', async () => {
    const odd = fc.array(fc.constantFrom('/', '\\', '.', '@', 'evil.example', '%2f', '?', '#', ':', ';', 'http:'), {
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(odd, async (parts) => {
        const reply = await ask(`/${parts.join('')}`, { ...navigation, host: '127.0.0.1' });
        if (reply.status === 307) expect(new URL(reply.headers.location ?? '').origin).toBe(publicOrigin);
      }),
      { seed: 5, numRuns: 200 },
    );
  });

  it('[D5] opened by a LAN address redirects to its name, or says what to do if that name is localhost', async () => {
    const reply = await ask('/', { ...navigation, host: '192.168.1.20:3000' });
    if (host.startsWith('localhost')) {
      expect(reply.status).toBe(421);
      expect(reply.body).toContain('npm start -- --lan');
    } else expect(reply.headers.location).toBe(`${publicOrigin}/`);
  });
});
