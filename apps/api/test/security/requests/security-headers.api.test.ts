import { servedMethods } from '@pixelboxx/shared';
import { describe, expect, it } from 'vitest';
import { type RunningApp } from '../../support/app.ts';
import { useApp } from '../../support/use-app.ts';
import { exchangeRaw } from '../../support/failures.ts';
import { register } from '../../support/clients/users.ts';
import { startTwin } from '../../support/replicas.ts';

const own = 'http://localhost:3000';

const app = useApp({ RATE_LIMIT_SCALE: '1' });

/** One answer of each kind, good and bad. */
async function everyKind(headers: Record<string, string> = {}): Promise<[string, Response][]> {
  const { browser } = await register(app);
  const json = { 'content-type': 'application/json', ...headers };
  const post = (body: string): Promise<Response> =>
    browser.fetch('/v1/auth/login', { method: 'POST', body, headers: json });
  const limited = { headers: { ...headers, 'x-forwarded-for': '203.0.113.44' }, method: 'POST' };
  for (let tried = 0; tried < 100; tried += 1) await app.browser().fetch('/v1/auth/register', limited);
  return [
    ['200', await browser.fetch('/v1/auth/me', { headers })],
    ['400', await post('{')],
    ['401', await app.browser().fetch('/v1/auth/me', { headers })],
    ['404', await browser.fetch('/v1/nothing', { headers })],
    ['405', await browser.fetch('/v1/auth/me', { method: 'DELETE', headers })],
    ['413', await post(`"${'x'.repeat(70_000)}"`)],
    [
      '415',
      await browser.fetch('/v1/auth/login', {
        method: 'POST',
        body: 'x',
        headers: { ...headers, 'content-type': 'text/plain' },
      }),
    ],
    ['429', await app.browser().fetch('/v1/auth/register', limited)],
    ['204', await browser.fetch('/v1/auth/logout', { method: 'POST', headers })],
  ];
}

function expectSafe(response: Response): void {
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(response.headers.get('referrer-policy')).toBe('no-referrer');
  expect(response.headers.get('content-security-policy')?.replaceAll('; ', ';')).toBe(
    "default-src 'none';frame-ancestors 'none'",
  );
  for (const name of ['x-powered-by', 'server', 'x-aspnet-version']) expect(response.headers.get(name)).toBeNull();
  if (response.status !== 204) expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
}

it('[63] security headers are in every response, whatever its status', async () => {
  for (const [status, response] of await everyKind()) {
    expect(String(response.status)).toBe(status);
    expectSafe(response);
  }
  const raw = (target: string): Promise<Response> =>
    exchangeRaw(app.baseUrl, `GET ${target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
  for (const target of ['/v1/%', '/v1/%E0%A4%A', `/v1/users/${'a'.repeat(500)}`]) expectSafe(await raw(target));
});

it('[64] HSTS is sent for two years over https, and not otherwise', async () => {
  const secure = await startTwin(app, { WEB_ORIGIN: 'https://pixelboxx.example' });
  const header = async (server: typeof secure | RunningApp): Promise<string | null> =>
    (await server.browser().fetch('/v1/health/live')).headers.get('strict-transport-security');
  expect(await header(secure)).toMatch(/^max-age=63072000; ?includeSubDomains$/);
  expect(await header(app)).toBeNull();
  await secure.stop();
});

describe('other origins', () => {
  const foreign = [
    'https://evil.example',
    'null',
    `${own}.evil.example`,
    'http://evil.localhost:3000',
    'http://localhost:30000',
    'https://localhost:3000',
    'HTTP://LOCALHOST:3000',
    `${own}/`,
    '*',
  ];

  it.each(foreign)('[65] may not read responses: %s', async (origin) => {
    const preflight = { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } };
    for (const response of [
      await app.browser().fetch('/v1/auth/me', { headers: { origin } }),
      await app.browser().fetch('/v1/health/live', { headers: { origin } }),
      await app.browser().fetch('/v1/auth/login', preflight),
    ]) {
      const allowed = response.headers.get('access-control-allow-origin');
      expect(allowed === null || allowed === own).toBe(true);
      expect(allowed).not.toBe(origin);
      expect(response.headers.get('vary')?.toLowerCase()).toContain('origin');
    }
  });
});

describe('the web’s own origin', () => {
  it('[66] is allowed by a preflight that names it, credentials, methods and headers', async () => {
    const headers = {
      origin: own,
      'access-control-request-method': 'DELETE',
      'access-control-request-headers': 'content-type',
    };
    const response = await app.browser().fetch('/v1/auth/sessions', { method: 'OPTIONS', headers });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe(own);
    expect(response.headers.get('access-control-allow-credentials')).toBe('true');
    expect(response.headers.get('access-control-allow-methods')?.split(', ')).toEqual([...servedMethods]);
    expect(response.headers.get('access-control-allow-headers')).toContain('content-type');
  });

  it('[66] may also read every failure and Retry-After', async () => {
    for (const [status, response] of await everyKind({ origin: own })) {
      expect([status, response.headers.get('access-control-allow-origin')]).toEqual([status, own]);
      expect(response.headers.get('access-control-allow-credentials')).toBe('true');
      expect(response.headers.get('access-control-expose-headers')).toContain('retry-after');
    }
  });
});

describe('[68] a protected address', () => {
  it.each([
    ['GET', '/v1/auth/me', { 'x-middleware-subrequest': 'middleware:middleware:middleware' }],
    ['GET', '/v1/auth/me?nxtPaccess=public', {}],
    ['GET', '/v1/auth/me', { 'x-original-url': '/v1/health/live', 'x-rewrite-url': '/v1/health/live' }],
    ['GET', '/v1/auth/%6de', {}],
    ['GET', '/v1/%61uth/me', {}],
    ['GET', '/V1/AUTH/ME', {}],
    ['GET', '/v1//auth/me', {}],
    ['GET', '/v1/auth/me/', {}],
    ['GET', '/v1/health/../auth/me', {}],
    ['GET', '/v1/auth/me;public', {}],
    ['GET', '/v1/auth/me%00', {}],
    ['HEAD', '/v1/auth/me', {}],
  ])('stays closed to %s %s with %j', async (method, path, headers) => {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const request = `${method} ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${lines.join('')}\r\n`;
    const response = await exchangeRaw(app.baseUrl, request);
    expect([400, 401, 404]).toContain(response.status);
  });
});
