import { authEndpoints } from '@pixelboxx/shared';
import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { accessTokenTtlSeconds } from '../../../src/auth/access-tokens/access-token.service.ts';
import { useApp } from '../../support/use-app.ts';
import { accessCookie, openDevice, refreshCookie, sessionIdOf } from '../../support/clients/devices.ts';
import { failureOf } from '../../support/failures.ts';
import { type TestUser, register } from '../../support/clients/users.ts';

let user: TestUser;

const app = useApp();

beforeAll(async () => {
  user = await register(app);
});

describe('refresh', () => {
  it('[29] replaces both cookies, for a quarter of an hour, and is not cacheable', async () => {
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

  it('[19] responds identically to a random, forged, unknown and ended token', async () => {
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
    const responses = new Set<string>();
    for (const token of [...tokens, neverIssued.toString('base64url'), lastGeneration.toString('base64url')]) {
      const browser = app.browser();
      browser.cookies.set(refreshCookie, token);
      const response = await browser.post('/v1/auth/refresh');
      const { requestId: _, ...error } = await failureOf(response);
      responses.add(JSON.stringify([response.status, error, response.headers.getSetCookie()]));
    }
    expect([...responses]).toHaveLength(1);
    expect([...responses][0]).toContain('REFRESH_INVALID');
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

  it('[31] sets the current cookie for a repetition within the grace period, and that cookie works afterwards', async () => {
    const { browser, sessionId } = await openDevice(app, user.user.id);
    const retrying = browser.clone();
    expect(await refresh(browser)).toEqual({ status: 200 });
    expect(await refresh(retrying)).toEqual({ status: 200 });
    expect(retrying.cookies.get(refreshCookie)).toBe(browser.cookies.get(refreshCookie));
    await moveRotationBack(sessionId, 11);
    expect(await refresh(retrying)).toEqual({ status: 200 });
    expect(await retrying.call(authEndpoints.me)).toEqual(user.user);
  });

  it('[32] treats an older ancestor as theft, even inside the window', async () => {
    const { browser } = await openDevice(app, user.user.id);
    const first = browser.clone();
    await refresh(browser);
    await refresh(browser);
    expect(await refresh(first)).toEqual(reused);
    expect(await refresh(browser)).toEqual(invalid);
  });

  it('[33][34] ends only the stolen session if a token is reused after the grace period, and notifies once', async () => {
    const { browser, sessionId } = await openDevice(app, user.user.id);
    const other = await openDevice(app, user.user.id);
    const thieves = [browser.clone(), browser.clone(), browser.clone()];
    await refresh(browser);
    await moveRotationBack(sessionId, 11);
    const [thief] = thieves;
    const responses = await Promise.all(thieves.map(refresh));
    expect(responses).toContainEqual(reused);
    for (const reply of responses) expect([reused, invalid]).toContainEqual(reply);
    expect(thief?.cookies.has(refreshCookie) ?? true).toBe(responses[0]?.code !== 'REFRESH_REUSED');
    await expect(browser.call(authEndpoints.me)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await refresh(browser)).toEqual(invalid);
    expect(await other.browser.call(authEndpoints.me)).toEqual(user.user);
    expect(await refresh(other.browser)).toEqual({ status: 200 });
    const events = await app.prisma.securityEvent.findMany({ where: { sessionId, type: 'REFRESH_TOKEN_REUSED' } });
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ userId: user.user.id, requestId: expect.any(String) as string });
  });

  it('[33] clears the cookies of a stolen session with the attributes they were set with, and no others', async () => {
    const { browser, sessionId } = await openDevice(app, user.user.id);
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

  it('[35] orders five rotations within a second by their number, not by a clock', async () => {
    const { browser } = await openDevice(app, user.user.id);
    const saved = [];
    for (let count = 0; count < 5; count += 1) {
      saved.push(browser.clone());
      expect(await refresh(browser)).toEqual({ status: 200 });
    }
    expect(await refresh(saved[1] ?? browser)).toEqual(reused);
    expect(await refresh(browser)).toEqual(invalid);
  });

  it('[52] ends a session by inactivity, and never extends the absolute end', async () => {
    const idle = await openDevice(app, user.user.id);
    await app.prisma.session.update({
      where: { id: idle.sessionId },
      data: { expiresAt: new Date(Date.now() - 1000) },
    });
    expect(await refresh(idle.browser)).toEqual(invalid);
    await expect(idle.browser.call(authEndpoints.me)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });

    const lasting = await openDevice(app, user.user.id);
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
