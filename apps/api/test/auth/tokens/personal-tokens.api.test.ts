import {
  accountEndpoints,
  adminEndpoints,
  authEndpoints,
  personalTokenEndpoints,
  personalTokensMax,
  userEndpoints,
} from '@pixelboxx/shared';
import { Clock } from '@pixelboxx/node-kit';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { sha256Hex } from '../../../src/platform/crypto/digests.ts';
import type { Browser } from '../../support/clients/browser.ts';
import { sessionIdOf } from '../../support/clients/devices.ts';
import { goodPassword, register, type TestUser } from '../../support/clients/users.ts';
import { exchangeRaw, failureOf } from '../../support/failures.ts';
import { useApp, useTwin } from '../../support/use-app.ts';
import { createToken, program, type TokenHolder, withToken } from './token-holders.ts';

const app = useApp();
const twin = useTwin(app);
const { mailbox } = app;

afterEach(() => vi.restoreAllMocks());

/** What the api takes for the time, from here to the end of the test. */
function setClock(ms: number): void {
  const clock = app.app.get(Clock);
  vi.spyOn(clock, 'nowMs').mockReturnValue(ms);
  vi.spyOn(clock, 'now').mockImplementation(() => new Date(ms));
}

const me = (client: Browser): Promise<Response> => client.fetch(authEndpoints.me.path);
const statusOf = async (client: Browser): Promise<number> => (await me(client)).status;
const eventTypes = async ({ browser }: TestUser): Promise<string[]> =>
  (await browser.call(accountEndpoints.securityEvents, { query: { limit: 100 } })).items.map(({ type }) => type);

describe('creating a personal access token', () => {
  it('[T2] returns the token only once; the database and the list never contain it', async () => {
    const user = await register(app);
    const made = await createToken(user, ['uploads:read', 'uploads:write'], { name: 'my laptop', expiresInDays: 7 });
    const { token, ...view } = made;
    expect(view).toMatchObject({ name: 'my laptop', scopes: ['uploads:read', 'uploads:write'], lastUsedAt: null });
    expect(Date.parse(view.expiresAt) - Date.parse(view.createdAt)).toBe(7 * 86_400_000);
    const listed = await user.browser.call(personalTokenEndpoints.list);
    expect(listed.items).toEqual([view]);
    expect(listed.scopes.map(({ name }) => name)).toContain('albums:write');
    const row = await app.prisma.personalToken.findUniqueOrThrow({ where: { id: made.id } });
    expect(row.token).toBe(sha256Hex(token));
    expect(JSON.stringify(row)).not.toContain(token);
  });

  it('is recorded for the owner, mailed to them and published as an event', async () => {
    const { user, credentials, token, ...rest } = await withToken(app, 'profile:read');
    expect(await eventTypes({ user, credentials, ...rest })).toContain('TOKEN_CREATED');
    const email = await mailbox.email(credentials.email, /access token for your account was made/);
    expect(email.text).not.toContain(token.token);
    const outbox = await app.prisma.outboxEvent.findMany({ where: { aggregateId: user.id, subject: 'token.created' } });
    expect(outbox.map(({ data }) => data)).toEqual([{ userId: user.id, tokenId: token.id }]);
  });

  it('requires reauthentication', async () => {
    const user = await register(app);
    const reauthenticatedAt = new Date(Date.now() - 11 * 60_000);
    await app.prisma.session.update({ where: { id: sessionIdOf(app, user.browser) }, data: { reauthenticatedAt } });
    await expect(createToken(user, ['profile:read'])).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' });
  });

  it.each([
    { name: 'x', scopes: [], expiresInDays: 7 },
    { name: 'x', scopes: ['account:write'], expiresInDays: 7 },
    { name: 'x', scopes: ['profile:read', 'profile:read'], expiresInDays: 7 },
    { name: 'x', scopes: ['profile:read'], expiresInDays: 0 },
    { name: 'x', scopes: ['profile:read'], expiresInDays: 367 },
    { name: 'x', scopes: ['profile:read'] },
    { name: ' ', scopes: ['profile:read'], expiresInDays: 7 },
  ])('is refused for the invalid request %j', async (body) => {
    const { browser } = await register(app);
    const response = await browser.post(personalTokenEndpoints.create.path, body);
    expect((await failureOf(response)).code).toBe('VALIDATION_ERROR');
  });

  it('ignores an Idempotency-Key, because a stored response would contain the token', async () => {
    const { browser, user } = await register(app);
    const body = { name: 'x', scopes: ['profile:read'], expiresInDays: 7 };
    const create = () => browser.post(personalTokenEndpoints.create.path, body, { 'idempotency-key': 'one' });
    expect([(await create()).status, (await create()).status]).toEqual([201, 201]);
    expect(await app.prisma.idempotencyKey.count({ where: { userId: user.id } })).toBe(0);
  });

  it('is limited in number, not counting expired tokens', async () => {
    const user = await register(app);
    await createToken(user, ['profile:read']);
    const row = await app.prisma.personalToken.findFirstOrThrow({ where: { userId: user.user.id } });
    const copies = Array.from({ length: personalTokensMax - 1 }, (_, index) => ({
      userId: row.userId,
      name: row.name,
      scopes: row.scopes,
      authGeneration: row.authGeneration,
      expiresAt: row.expiresAt,
      token: sha256Hex(`${row.id} ${index}`),
    }));
    await app.prisma.personalToken.createMany({ data: copies });
    await expect(createToken(user, ['profile:read'])).rejects.toMatchObject({ code: 'TOKEN_LIMIT_REACHED' });
    await app.prisma.personalToken.update({ where: { id: row.id }, data: { expiresAt: new Date(0) } });
    await createToken(user, ['profile:read']);
  });
});

describe('a personal access token', () => {
  it('acts for its user within its scopes', async () => {
    const { program: client, user } = await withToken(app, 'profile:read', 'profile:write');
    expect(await client.call(authEndpoints.me)).toEqual(user);
    expect(await client.call(userEndpoints.updateMe, { body: { displayName: 'Ada' } })).toMatchObject({
      displayName: 'Ada',
    });
  });

  it('[T2] is accepted only in the Authorization header', async () => {
    const { token } = await withToken(app, 'profile:read');
    const nobody = app.browser();
    expect((await nobody.fetch(`${authEndpoints.me.path}?access_token=${token.token}`)).status).toBe(401);
    nobody.cookies.set('pbx_access', token.token);
    expect(await statusOf(nobody)).toBe(401);
    nobody.cookies.clear();
    nobody.headers['authorization'] = `token ${token.token}`;
    expect(await statusOf(nobody)).toBe(401);
    const twice = `authorization: Bearer ${token.token}\r\n`.repeat(2);
    const raw = `GET ${authEndpoints.me.path} HTTP/1.1\r\nhost: x\r\n${twice}connection: close\r\n\r\n`;
    expect((await exchangeRaw(app.baseUrl, raw)).status).toBe(401);
  });

  it('takes precedence over cookies that are sent with it', async () => {
    const [holder, other] = [await withToken(app, 'profile:read'), await register(app)];
    const both = other.browser.clone();
    both.headers['authorization'] = `Bearer ${holder.token.token}`;
    expect(await both.call(authEndpoints.me)).toEqual(holder.user);
    expect((await failureOf(await both.fetch(authEndpoints.sessions.path))).code).toBe('TOKEN_NOT_ALLOWED');
    both.headers['authorization'] = `Bearer pxb_${'0'.repeat(49)}`;
    expect(await statusOf(both)).toBe(401);
  });

  it('needs no CSRF check, unless cookies are sent with it', async () => {
    const holder = await withToken(app, 'profile:write');
    const change = (client: Browser) =>
      client.fetch(userEndpoints.updateMe.path, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json', 'sec-fetch-site': 'cross-site', origin: 'https://tool.example' },
        body: '{"displayName":"Ada"}',
      });
    expect((await change(holder.program)).status).toBe(200);
    const both = holder.browser.clone();
    both.headers['authorization'] = `Bearer ${holder.token.token}`;
    expect((await failureOf(await change(both))).code).toBe('CSRF_REJECTED');
    const bare = app.browser();
    bare.headers['authorization'] = 'Bearer';
    expect((await failureOf(await change(bare))).code).toBe('CSRF_REJECTED');
  });

  it('[T3] is refused from its expiry on', async () => {
    const { program: client, token } = await withToken(app, 'profile:read');
    expect(await statusOf(client)).toBe(200);
    setClock(Date.parse(token.expiresAt) - 1);
    expect(await statusOf(client)).toBe(200);
    setClock(Date.parse(token.expiresAt));
    expect(await statusOf(client)).toBe(401);
  });
});

describe('the revocation of a token', () => {
  it('[T3] is effective immediately on every replica, recorded for the owner and published as an event', async () => {
    const holder = await withToken(app, 'profile:read');
    const elsewhere = program(twin, holder.token.token);
    expect([await statusOf(holder.program), await statusOf(elsewhere)]).toEqual([200, 200]);
    await holder.browser.call(personalTokenEndpoints.revoke, { params: { id: holder.token.id } });
    expect(await statusOf(holder.program)).toBe(401);
    await expect.poll(() => statusOf(elsewhere), { timeout: 1_500, interval: 20 }).toBe(401);
    expect((await holder.browser.call(personalTokenEndpoints.list)).items).toEqual([]);
    expect(await eventTypes(holder)).toContain('TOKEN_REVOKED');
    const where = { aggregateId: holder.user.id, subject: 'token.revoked' };
    expect(await app.prisma.outboxEvent.count({ where })).toBe(1);
  });

  it('is noticed by every replica when the row is deleted directly in the database', async () => {
    const { program: client, token } = await withToken(app, 'profile:read');
    expect(await statusOf(client)).toBe(200);
    await app.prisma.pool.query('DELETE FROM personal_tokens WHERE id = $1', [token.id]);
    await expect.poll(() => statusOf(client), { timeout: 1_500, interval: 20 }).toBe(401);
  });

  it('is refused to other users', async () => {
    const [holder, other] = [await withToken(app, 'profile:read'), await register(app)];
    const revoke = other.browser.call(personalTokenEndpoints.revoke, { params: { id: holder.token.id } });
    await expect(revoke).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await statusOf(holder.program)).toBe(200);
  });

  it('is possible for anybody who holds the token, with the same response for unknown tokens', async () => {
    const holder = await withToken(app, 'profile:read');
    const revoke = (token: string) => app.browser().post(personalTokenEndpoints.revokePresented.path, { token });
    for (const token of [holder.token.token, holder.token.token, 'nonsense', `pxb_${'0'.repeat(43)}2CZclj`])
      expect((await revoke(token)).status).toBe(204);
    expect(await statusOf(holder.program)).toBe(401);
    expect((await eventTypes(holder)).filter((type) => type === 'TOKEN_REVOKED')).toHaveLength(1);
  });

  const endings: Record<string, (holder: TokenHolder) => Promise<unknown>> = {
    'a new password': ({ browser }) =>
      browser.call(accountEndpoints.changePassword, {
        body: { currentPassword: goodPassword, newPassword: 'amber lantern 5 hums' },
      }),
    'a password by a mailed link': async ({ credentials: { email } }) => {
      await app.browser().call(accountEndpoints.forgotPassword, { body: { email } });
      const token = await mailbox.token(email, /[Cc]hoose a new password|[Rr]eset/);
      const body = { token, password: 'amber lantern 5 hums' };
      await app.browser().call(accountEndpoints.resetPassword, { body });
    },
    '“this wasn’t me”': async ({ credentials: { email } }) => {
      const token = await mailbox.token(email, /access token for your account was made/);
      await app.browser().call(accountEndpoints.reportCompromise, { body: { token } });
    },
    'the deletion of the account': ({ browser }) =>
      browser.call(accountEndpoints.deleteAccount, { body: { password: goodPassword } }),
    'a suspension, even once it is lifted': async ({ user }) => {
      const admin = await register(app);
      await app.prisma.user.update({ where: { id: admin.user.id }, data: { role: 'ADMIN' } });
      await expect.poll(async () => (await admin.browser.call(authEndpoints.me)).role).toBe('ADMIN');
      const params = { id: user.id };
      await admin.browser.call(adminEndpoints.suspend, { params, body: { reason: 'Advertises.' } });
      await admin.browser.call(adminEndpoints.unsuspend, { params });
    },
  };

  it.each(Object.entries(endings))('[T3] follows from %s', async (_name, end) => {
    const holder = await withToken(app, 'profile:read');
    const elsewhere = program(twin, holder.token.token);
    expect([await statusOf(holder.program), await statusOf(elsewhere)]).toEqual([200, 200]);
    await end(holder);
    expect(await statusOf(holder.program)).toBe(401);
    await expect.poll(() => statusOf(elsewhere), { timeout: 1_500, interval: 20 }).toBe(401);
  });

  it('does not follow from signing out in a browser', async () => {
    const holder = await withToken(app, 'profile:read');
    await holder.browser.call(authEndpoints.logout);
    expect(await statusOf(holder.program)).toBe(200);
  });
});
