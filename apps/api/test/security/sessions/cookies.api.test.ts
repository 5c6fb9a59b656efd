import { authEndpoints } from '@pixelboxx/shared';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../../src/platform/config/config.ts';
import { createAlbum } from '../../albums/support.ts';
import { contractEndpoints } from '../../support/routes.ts';
import { useApp, useTwin } from '../../support/use-app.ts';
import { testConfig } from '../../support/config.ts';
import { accessCookie, refreshCookie } from '../../support/clients/devices.ts';
import { goodPassword, newCredentials, register } from '../../support/clients/users.ts';

const origin = 'https://pixelboxx.example';

const app = useApp();
const secure = useTwin(app, { NODE_ENV: 'production', ALLOW_EMBEDDED: 'true', WEB_ORIGIN: origin });

const parse = (line: string): { name: string; size: number; attributes: string[] } => {
  const [pair = '', ...attributes] = line.split('; ');
  return { name: pair.split('=', 1)[0] ?? '', size: pair.length, attributes: attributes.sort() };
};

describe('the api over https', () => {
  it('[38] binds every cookie to this host, hides it from scripts and keeps it small', async () => {
    const browser = secure.browser();
    const register = await browser.post('/v1/auth/register', newCredentials());
    const refresh = await browser.post('/v1/auth/refresh');
    for (const [response, names] of [
      [register, ['__Host-pbx_access', '__Host-pbx_refresh', '__Host-pbx_device']],
      [refresh, ['__Host-pbx_access', '__Host-pbx_refresh']],
    ] as const) {
      const cookies = response.headers.getSetCookie().map(parse);
      expect(cookies.map(({ name }) => name)).toEqual(names);
      for (const { name, size, attributes } of cookies) {
        const sameSite = name.endsWith('refresh') ? 'SameSite=Strict' : 'SameSite=Lax';
        expect(attributes).toEqual(['HttpOnly', expect.stringMatching(/^Max-Age=\d+$/), 'Path=/', sameSite, 'Secure']);
        expect(size).toBeLessThan(4096);
      }
    }
  });

  it('[38] does not accept the cookie names of plain http', async () => {
    const browser = secure.browser();
    await browser.post('/v1/auth/register', newCredentials());
    const plain = secure.browser();
    for (const name of [accessCookie, refreshCookie])
      plain.cookies.set(name, browser.cookies.get(`__Host-${name}`) ?? '');
    expect((await plain.fetch('/v1/auth/me')).status).toBe(401);
    expect((await plain.post('/v1/auth/refresh')).status).toBe(401);
    expect((await browser.fetch('/v1/auth/me')).status).toBe(200);
  });
});

it('[39] the api does not start in production if cookies would be sent unencrypted', () => {
  const production = {
    NODE_ENV: 'production',
    REDIS_URL: 'redis://x',
    S3_BUCKET: 'b',
    S3_ACCESS_KEY_ID: 'a',
    S3_SECRET_ACCESS_KEY: 's',
    SMTP_URL: 'smtp://x',
  };
  expect(() => testConfig({ ...production, WEB_ORIGIN: 'http://pixelboxx.example' })).toThrow(ConfigError);
  expect(() => testConfig({ ...production, WEB_ORIGIN: 'http://pixelboxx.example' })).toThrow(/WEB_ORIGIN/);
  expect(testConfig({ ...production, WEB_ORIGIN: origin }).http.secureCookies).toBe(true);
});

it('[40] signing out expires each session cookie with the attributes it was set with, and no other cookies', async () => {
  const browser = secure.browser();
  const set = (await browser.post('/v1/auth/register', newCredentials())).headers.getSetCookie().map(parse);
  const logout = await browser.post('/v1/auth/logout');
  expect(logout.status).toBe(204);
  const cleared = logout.headers.getSetCookie().map(parse);
  expect(cleared.map(({ name }) => name)).toEqual(['__Host-pbx_access', '__Host-pbx_refresh']);
  for (const cookie of cleared) {
    const before = set.find(({ name }) => name === cookie.name);
    const unchanging = (attributes: string[] = []): string[] =>
      attributes.filter((attribute) => !attribute.startsWith('Max-Age'));
    expect(unchanging(cookie.attributes)).toEqual(unchanging(before?.attributes));
    expect(cookie.attributes).toContain('Max-Age=0');
  }
  expect(logout.headers.get('clear-site-data') ?? '').not.toContain('cookies');
  const failed = await browser.post('/v1/auth/refresh');
  expect(failed.status).toBe(401);
  expect(failed.headers.getSetCookie()).toEqual([]);
});

it('[41] two cookies of one name are both ignored', async () => {
  const attacker = await register(app);
  const victim = await register(app);
  const twice = (name: string, values: (string | undefined)[]): string =>
    values.map((value) => `${name}=${value}`).join('; ');
  for (const order of [
    [attacker, victim],
    [victim, attacker],
  ]) {
    const cookie = twice(
      accessCookie,
      order.map(({ browser }) => browser.cookies.get(accessCookie)),
    );
    expect((await app.browser().fetch('/v1/auth/me', { headers: { cookie } })).status).toBe(401);
    const refresh = twice(
      refreshCookie,
      order.map(({ browser }) => browser.cookies.get(refreshCookie)),
    );
    const response = await app.browser().post('/v1/auth/refresh', undefined, { cookie: refresh });
    expect(response.status).toBe(401);
    expect(response.headers.getSetCookie()).toEqual([]);
  }
  expect(await victim.browser.call(authEndpoints.refresh)).toEqual(victim.user);
});

it('[42] no cache may store a response that sets a cookie or is about a user', async () => {
  const { browser, credentials } = await register(app);
  const requests: [string, string, object?][] = [
    ['POST', '/v1/auth/login', { identifier: credentials.username, password: goodPassword }],
    ['POST', '/v1/auth/refresh'],
    ['GET', '/v1/auth/me'],
    ['GET', '/v1/auth/sessions'],
    ['PATCH', '/v1/users/me', { displayName: 'Someone' }],
    ['GET', '/v1/auth/nothing'],
    ['POST', '/v1/auth/logout'],
    ['GET', '/v1/auth/me'],
  ];
  for (const [method, path, body] of requests) {
    const init = body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {};
    const response = await browser.fetch(path, { method, ...init });
    expect([path, response.headers.get('cache-control')]).toEqual([path, 'no-store']);
  }
});

it('[42] no cache may store public data of a user, who may be deleted or suspended at any time', async () => {
  const { browser, user } = await register(app);
  const shown = [...contractEndpoints().values()].filter(
    ({ method, access, publicForSeconds }) => method === 'GET' && access === 'public' && publicForSeconds === undefined,
  );
  const album = await createAlbum(browser, { visibility: 'PUBLIC' });
  const values: Readonly<Record<string, string>> = { username: user.username, id: album.id };
  expect(shown.length).toBeGreaterThan(4);
  for (const { path } of shown) {
    const url = path.replaceAll(/:(\w+)/g, (_, name: string) => values[name] ?? '');
    const query = path.endsWith('/availability') ? `?username=${user.username}` : '';
    for (const method of ['GET', 'HEAD']) {
      const response = await app.browser().fetch(url + query, { method });
      const caching = response.headers.get('cache-control');
      expect([method, path, response.status, caching]).toEqual([method, path, 200, 'no-store']);
    }
  }
});
