import { authEndpoints } from '@pixelboxx/shared';
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccessTokenService, accessTokenTtlSeconds } from '../../src/auth/access-token.service.ts';
import { CONFIG, type Config } from '../../src/platform/config/config.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { accessCookie, forgeJwt, openDevice, refreshCookie, sessionIdOf } from '../support/devices.ts';
import { exchangeRaw, failureOf } from '../support/failures.ts';
import { type Person, register } from '../support/people.ts';

let app: RunningApp;
let person: Person;
let claims: { sub: string; sid: string; jti: string; role: string; iss: string; aud: string; iat: number; exp: number };

beforeAll(async () => {
  app = await startApp();
  person = await register(app);
  const [, payload = ''] = (person.browser.cookies.get(accessCookie) ?? '').split('.');
  claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as typeof claims;
});

afterAll(() => app.stop());

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

  it('[26] refuses a key of the sender’s own, without fetching anything it names', async () => {
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
    const header = (person.browser.cookies.get(accessCookie) ?? '').split('.')[0] ?? '';
    const content = `${header}.${Buffer.from(JSON.stringify({ ...claims, ...change })).toString('base64url')}`;
    return `${content}.${sign(null, Buffer.from(content), createPrivateKey(key.export({ format: 'pem', type: 'pkcs8' }))).toString('base64url')}`;
  }

  it('[27] refuses what is expired, not valid yet, for another audience, from another issuer, or incomplete', async () => {
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

  it('[27] takes the role of this moment, whatever the token says', async () => {
    const response = await withBearer(issue({ role: 'ADMIN' }));
    expect(await response.json()).toMatchObject({ data: { role: 'USER' } });
  });

  it('[27] refuses a refresh token as access token, and the reverse', async () => {
    await expectRefused(await withBearer(person.browser.cookies.get(refreshCookie) ?? ''));
    const browser = app.browser();
    browser.cookies.set(refreshCookie, person.browser.cookies.get(accessCookie) ?? '');
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
    const cookie = person.browser.cookieHeader();
    const head = `GET /v1/auth/me HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncookie: ${cookie}\r\n`;
    const bytes = Buffer.from(`${head}authorization: ${authorization}\r\n\r\n`, 'latin1');
    await expectRefused(await exchangeRaw(app.baseUrl, bytes));
  });

  it('[28] refuses two Authorization headers, malformed cookies, and a megabyte', async () => {
    const token = person.browser.cookies.get(accessCookie) ?? '';
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

describe('refresh', () => {
  it('[29] changes both cookies, for a quarter of an hour, and is stored nowhere on the way', async () => {
    const { browser } = await register(app);
    const before = new Map(browser.cookies);
    const response = await browser.post('/v1/auth/refresh');
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(browser.cookies.get(accessCookie)).not.toBe(before.get(accessCookie));
    expect(browser.cookies.get(refreshCookie)).not.toBe(before.get(refreshCookie));
    expect(accessTokenTtlSeconds).toBeLessThanOrEqual(900);
    const [, payload = ''] = (browser.cookies.get(accessCookie) ?? '').split('.');
    const { iat, exp } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { iat: number; exp: number };
    expect(exp - iat).toBe(accessTokenTtlSeconds);
    expect(await response.text()).not.toContain(browser.cookies.get(refreshCookie));
  });

  it('[19] tells a random, a forged, an unknown and an ended token apart by nothing', async () => {
    const ended = await register(app);
    const cookie = ended.browser.cookies.get(refreshCookie) ?? '';
    await ended.browser.call(authEndpoints.logout);
    const live = await register(app);
    const bytes = Buffer.from(live.browser.cookies.get(refreshCookie) ?? '', 'base64url');
    const altered = (at: number): string => {
      const copy = Buffer.from(bytes);
      copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
      return copy.toString('base64url');
    };
    const neverIssued = Buffer.concat([randomBytes(16), Buffer.alloc(4), randomBytes(48)]);
    const lastGeneration = Buffer.from(bytes).fill(0xff, 16, 20);
    const tokens = [
      'x',
      'a'.repeat(5000),
      randomBytes(68).toString('base64url'),
      cookie,
      altered(0),
      altered(19),
      altered(30),
      altered(67),
    ];
    const answers = new Set<string>();
    for (const token of [...tokens, neverIssued.toString('base64url'), lastGeneration.toString('base64url')]) {
      const browser = app.browser();
      browser.cookies.set(refreshCookie, token);
      const response = await browser.post('/v1/auth/refresh');
      const { requestId: _, ...error } = await failureOf(response);
      answers.add(JSON.stringify([response.status, error, response.headers.getSetCookie()]));
    }
    expect([...answers]).toHaveLength(1);
    expect([...answers][0]).toContain('REFRESH_INVALID');
    expect((await live.browser.post('/v1/auth/refresh')).status).toBe(200);
  });

  const refresh = async (browser: {
    post(path: string): Promise<Response>;
  }): Promise<{ status: number; code?: string }> => {
    const response = await browser.post('/v1/auth/refresh');
    return response.ok ? { status: 200 } : { status: response.status, code: (await failureOf(response)).code };
  };
  const reused = { status: 401, code: 'REFRESH_REUSED' };
  const invalid = { status: 401, code: 'REFRESH_INVALID' };

  const moveRotationBack = (sessionId: string, seconds: number): Promise<unknown> =>
    app.prisma.pool.query('UPDATE sessions SET rotated_at = rotated_at - make_interval(secs => $2) WHERE id = $1', [
      sessionId,
      seconds,
    ]);

  it('[31] sets the current cookie for a repetition within the grace, and that cookie works afterwards', async () => {
    const { browser, sessionId } = await openDevice(app, person.user.id);
    const retrying = browser.clone();
    expect(await refresh(browser)).toEqual({ status: 200 });
    expect(await refresh(retrying)).toEqual({ status: 200 });
    expect(retrying.cookies.get(refreshCookie)).toBe(browser.cookies.get(refreshCookie));
    await moveRotationBack(sessionId, 11);
    expect(await refresh(retrying)).toEqual({ status: 200 });
    expect(await retrying.call(authEndpoints.me)).toEqual(person.user);
  });

  it('[32] treats an older ancestor as theft, even inside the window', async () => {
    const { browser } = await openDevice(app, person.user.id);
    const first = browser.clone();
    await refresh(browser);
    await refresh(browser);
    expect(await refresh(first)).toEqual(reused);
    expect(await refresh(browser)).toEqual(invalid);
  });

  it('[33][34] ends only the stolen session when a token comes back after the grace, and tells once', async () => {
    const { browser, sessionId } = await openDevice(app, person.user.id);
    const other = await openDevice(app, person.user.id);
    const thieves = [browser.clone(), browser.clone(), browser.clone()];
    await refresh(browser);
    await moveRotationBack(sessionId, 11);
    const [thief] = thieves;
    const answers = await Promise.all(thieves.map(refresh));
    expect(answers).toContainEqual(reused);
    for (const answer of answers) expect([reused, invalid]).toContainEqual(answer);
    expect(thief?.cookies.has(refreshCookie) ?? true).toBe(answers[0]?.code !== 'REFRESH_REUSED');
    await expect(browser.call(authEndpoints.me)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await refresh(browser)).toEqual(invalid);
    expect(await other.browser.call(authEndpoints.me)).toEqual(person.user);
    expect(await refresh(other.browser)).toEqual({ status: 200 });
    const events = await app.prisma.securityEvent.findMany({ where: { sessionId, type: 'REFRESH_TOKEN_REUSED' } });
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ userId: person.user.id, requestId: expect.any(String) as string });
  });

  it('[33] clears the cookies of theft by the attributes they were set with, and no others’', async () => {
    const { browser, sessionId } = await openDevice(app, person.user.id);
    const stale = browser.clone();
    await refresh(browser);
    await moveRotationBack(sessionId, 11);
    const response = await stale.post('/v1/auth/refresh');
    const cleared = response.headers.getSetCookie();
    expect(cleared).toHaveLength(2);
    for (const line of cleared)
      expect(line).toMatch(/^pbx_(access|refresh)=; Max-Age=0; Path=\/; HttpOnly; SameSite=(Lax|Strict)$/);
    const again = await browser.post('/v1/auth/refresh');
    expect((await failureOf(again)).code).toBe('REFRESH_INVALID');
    expect(again.headers.getSetCookie()).toEqual([]);
  });

  it('[35] orders five rotations of one second by their number, not by a clock', async () => {
    const { browser } = await openDevice(app, person.user.id);
    const saved = [];
    for (let count = 0; count < 5; count += 1) {
      saved.push(browser.clone());
      expect(await refresh(browser)).toEqual({ status: 200 });
    }
    expect(await refresh(saved[1] ?? browser)).toEqual(reused);
    expect(await refresh(browser)).toEqual(invalid);
  });

  it('[52] ends by idleness, and never moves the absolute end', async () => {
    const idle = await openDevice(app, person.user.id);
    await app.prisma.session.update({
      where: { id: idle.sessionId },
      data: { expiresAt: new Date(Date.now() - 1000) },
    });
    expect(await refresh(idle.browser)).toEqual(invalid);
    await expect(idle.browser.call(authEndpoints.me)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });

    const lasting = await openDevice(app, person.user.id);
    const absoluteExpiresAt = new Date(Date.now() + 60_000);
    const where = { id: lasting.sessionId };
    await app.prisma.session.update({ where, data: { absoluteExpiresAt, expiresAt: absoluteExpiresAt } });
    for (let count = 0; count < 3; count += 1) {
      expect(await refresh(lasting.browser)).toEqual({ status: 200 });
      const session = await app.prisma.session.findUniqueOrThrow({ where });
      expect(session.absoluteExpiresAt).toEqual(absoluteExpiresAt);
      expect(session.expiresAt).toEqual(absoluteExpiresAt);
    }
    expect(sessionIdOf(app, lasting.browser)).toBe(lasting.sessionId);
  });
});
