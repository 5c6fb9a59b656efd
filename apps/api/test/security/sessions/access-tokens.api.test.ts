import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { AccessTokenService } from '../../../src/auth/access-tokens/access-token.service.ts';
import { CONFIG, type Config } from '../../../src/platform/config/config.ts';
import { useApp } from '../../support/use-app.ts';
import { accessCookie, forgeJwt, refreshCookie } from '../../support/clients/devices.ts';
import { exchangeRaw, failureOf } from '../../support/failures.ts';
import { type TestUser, register } from '../../support/clients/users.ts';

let user: TestUser;
let claims: { sub: string; sid: string; jti: string; role: string; iss: string; aud: string; iat: number; exp: number };

const app = useApp();

beforeAll(async () => {
  user = await register(app);
  const [, payload = ''] = (user.browser.cookies.get(accessCookie) ?? '').split('.');
  claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as typeof claims;
});

const withBearer = (token: string): Promise<Response> =>
  app.browser().fetch('/v1/auth/me', { headers: { authorization: `Bearer ${token}` } });

async function expectRefused(response: Response): Promise<void> {
  expect({ status: response.status, code: (await failureOf(response)).code }).toEqual({
    status: 401,
    code: 'UNAUTHENTICATED',
  });
}

describe('access tokens', () => {
  const publicKey = (): ReturnType<typeof createPublicKey> =>
    createPublicKey(app.app.get<Config>(CONFIG).secrets.jwtPrivateKey);
  const kid = (): string => app.app.get(AccessTokenService).publicKeys[0]?.kid ?? '';

  it.each(['none', 'None', 'nOnE', 'NONE'])('[26] refuses alg:%s', async (alg) => {
    await expectRefused(await withBearer(forgeJwt({ alg, typ: 'JWT', kid: kid() }, claims, null)));
    await expectRefused(await withBearer(forgeJwt({ alg, typ: 'JWT', kid: kid() }, claims, 'x')));
  });

  it('[26] refuses HS256 signed with the public key in any of its forms', async () => {
    const forms = [
      publicKey().export({ format: 'pem', type: 'spki' }),
      publicKey().export({ format: 'der', type: 'spki' }),
      Buffer.from(app.app.get(AccessTokenService).publicKeys[0]?.x ?? '', 'base64url'),
      JSON.stringify(app.app.get(AccessTokenService).publicKeys[0]),
    ];
    for (const key of forms) {
      await expectRefused(await withBearer(forgeJwt({ alg: 'HS256', typ: 'JWT', kid: kid() }, claims, key)));
    }
  });

  it('[26] refuses a key that the token itself brings, without fetching any URL in it', async () => {
    let fetched = 0;
    const lure = createServer((_request, response) => {
      fetched += 1;
      response.end('{}');
    });
    await new Promise<void>((resolve) => lure.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(lure.address() as AddressInfo).port}/keys.json`;
    const own = generateKeyPairSync('ed25519');
    const jwk = own.publicKey.export({ format: 'jwk' });
    for (const extra of [
      { jwk },
      { jku: url },
      { x5u: url },
      { kid: '../../dev/null' },
      { kid: "' OR 1=1 --" },
      { crit: ['exp'] },
    ]) {
      const header = { alg: 'EdDSA', typ: 'JWT', kid: kid(), ...extra };
      const content = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
      const signature = sign(null, Buffer.from(content), own.privateKey).toString('base64url');
      await expectRefused(await withBearer(`${content}.${signature}`));
    }
    await new Promise((resolve) => lure.close(resolve));
    expect(fetched).toBe(0);
  });

  /** A token made with our own key: only its claims can be at fault. */
  function issue(change: Partial<Record<keyof typeof claims | 'nbf', unknown>>): string {
    const key = app.app.get<Config>(CONFIG).secrets.jwtPrivateKey;
    const header = (user.browser.cookies.get(accessCookie) ?? '').split('.')[0] ?? '';
    const content = `${header}.${Buffer.from(JSON.stringify({ ...claims, ...change })).toString('base64url')}`;
    return `${content}.${sign(null, Buffer.from(content), createPrivateKey(key.export({ format: 'pem', type: 'pkcs8' }))).toString('base64url')}`;
  }

  it('[27] refuses a token that is expired, not valid yet, for another audience, from another issuer, or incomplete', async () => {
    expect((await withBearer(issue({}))).status).toBe(200);
    const now = Math.floor(Date.now() / 1000);
    const faults = [
      { exp: now - 1 },
      { nbf: now + 600 },
      { iss: 'https://evil.example' },
      { aud: 'another-service' },
      { iss: undefined },
      { aud: undefined },
      { exp: undefined },
      { sid: undefined },
      { sub: undefined },
      { sub: '0190b1f0-0000-7000-8000-000000000000' },
      { sid: '0190b1f0-0000-7000-8000-000000000000' },
      { role: 'ROOT' },
      { sid: "' OR 1=1 --" },
    ];
    for (const fault of faults) await expectRefused(await withBearer(issue(fault)));
  });

  it('[27] uses the current role, whatever the token says', async () => {
    const response = await withBearer(issue({ role: 'ADMIN' }));
    expect(await response.json()).toMatchObject({ data: { role: 'USER' } });
  });

  it('[27] refuses a refresh token as access token, and the reverse', async () => {
    await expectRefused(await withBearer(user.browser.cookies.get(refreshCookie) ?? ''));
    const browser = app.browser();
    browser.cookies.set(refreshCookie, user.browser.cookies.get(accessCookie) ?? '');
    const response = await browser.post('/v1/auth/refresh');
    expect({ status: response.status, code: (await failureOf(response)).code }).toEqual({
      status: 401,
      code: 'REFRESH_INVALID',
    });
  });

  it.each([
    'Bearer',
    'Bearer ',
    'Bearer a.b.c',
    'Bearer a b',
    'Bearer ..',
    'Basic dXNlcjpwYXNz',
    'Bearer \u00ff\u00fe',
    'Bearer eyJhbGciOiJFZERTQSJ9',
  ])('[28] refuses the malformed %s', async (authorization) => {
    // A valid cookie beside it does not rescue it: the header was meant.
    const cookie = user.browser.cookieHeader();
    const head = `GET /v1/auth/me HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncookie: ${cookie}\r\n`;
    const bytes = Buffer.from(`${head}authorization: ${authorization}\r\n\r\n`, 'latin1');
    await expectRefused(await exchangeRaw(app.baseUrl, bytes));
  });

  it('[28] refuses two Authorization headers, malformed cookies, and a megabyte', async () => {
    const token = user.browser.cookies.get(accessCookie) ?? '';
    const request = (lines: string): Promise<Response> =>
      exchangeRaw(app.baseUrl, `GET /v1/auth/me HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${lines}\r\n\r\n`);
    await expectRefused(await request(`authorization: Bearer ${token}\r\nauthorization: Bearer ${token}`));
    await expectRefused(await request(`cookie: ${accessCookie}=%E0%A4%A; ${refreshCookie}=%`));
    await expectRefused(await request('cookie: ;;;=;,'));
    await expectRefused(await request(`authorization: Bearer ${'a'.repeat(9000)}`));
    const huge = await request(`authorization: Bearer ${'a'.repeat(1_000_000)}`);
    expect(huge.status).toBe(431);
    await failureOf(huge);
  });
});
