import { accountEndpoints, authEndpoints, deletionGraceDays, userEndpoints } from '@pixelboxx/shared';
import { describe, expect, it } from 'vitest';
import { AccountDeletionService } from '../../src/account/deletion/account-deletion.service.ts';
import { AccountPurgeService } from '../../src/account/deletion/account-purge.service.ts';
import { useApp } from '../support/use-app.ts';
import { sessionIdOf } from '../support/clients/devices.ts';
import { newCredentials, type TestUser, register } from '../support/clients/users.ts';
import { photo } from '../support/uploads/images.ts';
import { storedKeys, uploadAvatar } from '../support/uploads/uploading.ts';

const { deleteAccount, restoreAccount } = accountEndpoints;
const dayMs = 86_400_000;
const unauthenticated = { code: 'UNAUTHENTICATED', status: 401 };

const app = useApp();
const { mailbox } = app;

async function leave({ browser, credentials }: TestUser) {
  return browser.call(deleteAccount, { body: { password: credentials.password } });
}

const purge = () => app.app.get(AccountPurgeService).purgeDue(new Date());

/** As if the account had been deleted so many days earlier. */
async function letTimePass({ user }: TestUser, days: number): Promise<void> {
  const earlier = (date: Date | null) => new Date((date?.getTime() ?? 0) - days * dayMs);
  const row = await app.prisma.user.findFirstOrThrow({ where: { id: user.id, deletedAt: { not: null } } });
  await app.prisma.user.update({ where: { id: user.id }, data: { deletedAt: earlier(row.deletedAt) } });
  const link = await app.prisma.accountLink.findFirstOrThrow({ where: { userId: user.id, kind: 'RESTORE' } });
  await app.prisma.accountLink.update({ where: { id: link.id }, data: { expiresAt: earlier(link.expiresAt) } });
}

describe('deleting an account', () => {
  it('ends all sessions and hides the profile immediately, and says when everything will be removed', async () => {
    const account = await register(app);
    const { credentials } = account;
    const other = app.browser();
    await other.call(authEndpoints.login, { body: { identifier: credentials.email, password: credentials.password } });
    const copied = account.browser.clone();
    const { purgeAt } = await leave(account);
    expect(Math.abs(Date.parse(purgeAt) - Date.now() - deletionGraceDays * dayMs)).toBeLessThan(60_000);
    expect([...account.browser.cookies.keys()].filter((name) => /access|refresh/.test(name))).toEqual([]);
    for (const dead of [copied, other]) {
      await expect(dead.call(authEndpoints.me)).rejects.toMatchObject(unauthenticated);
      await expect(dead.call(authEndpoints.refresh)).rejects.toMatchObject({ code: 'REFRESH_INVALID' });
    }
    const { username } = credentials;
    const profile = app.browser().call(userEndpoints.profile, { params: { username } });
    await expect(profile).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const login = { identifier: username, password: credentials.password };
    await expect(app.browser().call(authEndpoints.login, { body: login })).rejects.toMatchObject({ status: 401 });
  });

  it('requires the password', async () => {
    const { browser } = await register(app);
    const response = browser.call(deleteAccount, { body: { password: 'not this one' } });
    await expect(response).rejects.toMatchObject({ code: 'WRONG_PASSWORD' });
    await browser.call(authEndpoints.me);
  });

  it('keeps the username and the address reserved during the grace period', async () => {
    const account = await register(app);
    const { username, email } = account.credentials;
    await leave(account);
    const availability = await app.browser().call(userEndpoints.availability, { query: { username } });
    expect(availability).toEqual({ available: false, reason: 'TAKEN' });
    const sameName = app.browser().call(authEndpoints.register, { body: newCredentials({ username }) });
    await expect(sameName).rejects.toMatchObject({ code: 'USERNAME_TAKEN' });
    const sameEmail = app.browser().call(authEndpoints.register, { body: newCredentials({ email }) });
    await expect(sameEmail).rejects.toMatchObject({ code: 'EMAIL_TAKEN' });
  });

  it('invalidates mailed links, and mails no password reset meanwhile', async () => {
    const account = await register(app);
    const { email } = account.credentials;
    const token = await mailbox.token(email, /Confirm your e-mail/);
    await leave(account);
    const verify = app.browser().call(accountEndpoints.verifyEmail, { body: { token } });
    await expect(verify).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
    await app.browser().call(accountEndpoints.forgotPassword, { body: { email } });
    await mailbox.settled();
    expect(await mailbox.emails(email, /new password/)).toHaveLength(0);
  });

  it('is undone by the link in the email, once', async () => {
    const account = await register(app);
    const { username, email, password } = account.credentials;
    await leave(account);
    const token = await mailbox.token(email, /account is deleted/);
    const uses = await Promise.all(Array.from({ length: 4 }, () => app.browser().post('/v1/users/restore', { token })));
    expect(uses.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400]);
    expect(await app.browser().call(userEndpoints.profile, { params: { username } })).toMatchObject({ username });
    await expect(account.browser.call(authEndpoints.me)).rejects.toMatchObject(unauthenticated);
    const back = app.browser();
    await back.call(authEndpoints.login, { body: { identifier: username, password } });
    const { items } = await back.call(accountEndpoints.securityEvents, { query: {} });
    const types = items.map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(['ACCOUNT_DELETED', 'ACCOUNT_RESTORED']));
    expect(await purge()).toBe(0);
  });

  it('cannot be undone after the grace period', async () => {
    const account = await register(app);
    await leave(account);
    const token = await mailbox.token(account.credentials.email, /account is deleted/);
    await letTimePass(account, deletionGraceDays + 1);
    const restore = app.browser().call(restoreAccount, { body: { token } });
    await expect(restore).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
  });
});

describe('after the grace period of a deletion, the purge', () => {
  /** Every table that could know the user. */
  async function rowsOf(userId: string): Promise<number[]> {
    const where = { userId };
    return Promise.all([
      app.prisma.user.count({ where: { id: userId, deletedAt: {} } }),
      app.prisma.session.count({ where }),
      app.prisma.securityEvent.count({ where }),
      app.prisma.accountLink.count({ where }),
      app.prisma.emailVerification.count({ where }),
      app.prisma.passwordReset.count({ where }),
      app.prisma.dataExport.count({ where }),
      app.prisma.upload.count({ where: { ...where, deletedAt: {} } }),
    ]);
  }

  it('removes rows, pictures and archives, frees the username, and mails one receipt', async () => {
    await purge();
    const before = await storedKeys(app);
    const account = await register(app);
    const { username, email } = account.credentials;
    await uploadAvatar(account.browser, await photo().jpeg().toBuffer());
    await account.browser.call(accountEndpoints.requestExport);
    await expect
      .poll(() => account.browser.call(accountEndpoints.dataExport), { timeout: 15_000 })
      .toMatchObject({ status: 'READY' });
    expect((await storedKeys(app)).length).toBe(before.length + 4);
    await leave(account);

    await letTimePass(account, deletionGraceDays - 1);
    expect(await purge()).toBe(0);
    await letTimePass(account, 2);
    // As replicas do when they wake at the same time.
    const removed = await Promise.all([purge(), purge(), purge()]);
    expect(removed.toSorted()).toEqual([0, 0, 1]);

    expect(await rowsOf(account.user.id)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect(await storedKeys(app)).toEqual(before);
    await mailbox.settled();
    const receipts = await mailbox.emails(email, /Everything is removed/);
    expect(receipts).toHaveLength(1);
    expect(receipts[0]?.text).toContain(username);
    await app.browser().call(authEndpoints.register, { body: newCredentials({ username, email }) });
  });

  it('removes nobody before, though the clock of this process is weeks ahead', async () => {
    const account = await register(app);
    await leave(account);
    const weeksLater = new Date(Date.now() + 30 * dayMs);
    expect(await app.app.get(AccountPurgeService).purgeDue(weeksLater)).toBe(0);
    await letTimePass(account, deletionGraceDays + 1);
    expect(await purge()).toBe(1);
  });

  it('removes the other accounts if one cannot be removed yet', async () => {
    const [stuck, gone] = [await register(app), await register(app)];
    for (const account of [stuck, gone]) {
      await leave(account);
      await letTimePass(account, deletionGraceDays + 1);
    }
    const name = 'refuse_removal';
    await app.prisma.pool.query(`
      CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN IF OLD.id = '${stuck.user.id}' THEN RAISE EXCEPTION 'not now'; END IF; RETURN OLD; END $$;
      CREATE TRIGGER ${name} BEFORE DELETE ON users FOR EACH ROW EXECUTE FUNCTION ${name}();`);
    expect(await purge()).toBe(1);
    await app.prisma.pool.query(`DROP TRIGGER ${name} ON users; DROP FUNCTION ${name}()`);
    expect(await purge()).toBe(1);
    expect(await rowsOf(stuck.user.id)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });
});

it('a session that ends while its password is checked cannot delete the account', async () => {
  const { browser, credentials, user } = await register(app);
  const sessionId = sessionIdOf(app, browser);
  await app.prisma.session.update({
    where: { id: sessionId },
    data: { revokedAt: new Date(), revokedReason: 'REVOKED' },
  });
  const principal = { kind: 'session', sessionId, user, hasMfa: false } as const;
  const context = { ipAddress: null, userAgent: null, requestId: 'a-request' };
  const request = { password: credentials.password, deletedAt: new Date() };
  const deletion = app.app.get(AccountDeletionService, { strict: false }).delete(principal, request, context);
  await expect(deletion).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  expect(await app.prisma.user.findUnique({ where: { id: user.id } })).toMatchObject({ deletedAt: null });
});
