import { pollUntil } from '@pixelboxx/config/testing';
import { accountEndpoints, authEndpoints, type DomainEvent, mfaEndpoints, userEndpoints } from '@pixelboxx/shared';
import { beforeAll, describe, expect, it } from 'vitest';
import { lockoutPolicy } from '../../src/auth/lockout/lockout-policy.ts';
import { assertPublicDomain, mailboxKey } from '../../src/auth/emails/mailboxes.ts';
import { EventBus } from '../../src/platform/events/event-bus.ts';
import { failureOf } from '../support/failures.ts';
import { useApp } from '../support/use-app.ts';
import { enableTotp } from '../support/clients/authenticator-app.ts';
import { newCredentials, type TestUser, register } from '../support/clients/users.ts';
import { AccountFactory } from './account-factories.ts';

const { changeEmail, deleteAccount, reportCompromise, pendingReset, resetPassword, verifyEmail } = accountEndpoints;
const password = 'amber lantern 5 hums';

const heard: DomainEvent[] = [];

const app = useApp();
const { mailbox } = app;
const accounts = new AccountFactory(app);

beforeAll(() => {
  app.app.get(EventBus).subscribe('sessions.revoked', 'test-sessions-revoked', (event) => {
    heard.push(event);
    return Promise.resolve();
  });
});

async function moveEmail({ browser, credentials }: TestUser): Promise<string> {
  const { email } = newCredentials();
  await browser.call(changeEmail, { body: { email, password: credentials.password } });
  await browser.call(verifyEmail, { body: { token: await mailbox.token(email, /Confirm your new/) } });
  return email;
}

const report = (token: string) => app.browser().call(reportCompromise, { body: { token } });
const choose = (token: string, answers: object = {}) =>
  app.browser().call(resetPassword, { body: { token, password, ...answers } });

describe('the recovery of an owner who reports a theft', () => {
  it('[B1] is not undone by a link in the thief’s mailbox', async () => {
    const owner = await accounts.verified();
    const { email } = owner.credentials;
    const thiefEmail = await moveEmail(owner);
    const body = { currentPassword: owner.credentials.password, newPassword: 'of the thief, 7 times' };
    await owner.browser.call(accountEndpoints.changePassword, { body });
    const thiefsLink = await mailbox.token(thiefEmail, /password was changed/);
    await report(await mailbox.token(email, /address was changed/));
    await choose(await mailbox.token(email, /Your account is safe/));
    await expect(report(thiefsLink)).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
    const back = await accounts.signIn(email, password);
    expect(await back.call(authEndpoints.me)).toMatchObject({ email, isVerified: true });
  });

  it('[B2] restores an account that the thief has deleted', async () => {
    const owner = await accounts.verified();
    const { email } = owner.credentials;
    await moveEmail(owner);
    await owner.browser.call(deleteAccount, { body: { password: owner.credentials.password } });
    await report(await mailbox.token(email, /address was changed/));
    await choose(await mailbox.token(email, /Your account is safe/));
    await accounts.signIn(email, password);
  });

  it('[B4] asks about codes enabled before the notice, and keeps them only if one is given', async () => {
    for (const isHers of [false, true]) {
      const owner = await accounts.verified();
      const { app: phone } = await enableTotp(owner.browser);
      const hourAgo = new Date(Date.now() - 3_600_000);
      await app.prisma.totpFactor.update({ where: { userId: owner.user.id }, data: { enabledAt: hourAgo } });
      await owner.browser.call(mfaEndpoints.renewBackupCodes);
      await report(await mailbox.token(owner.credentials.email, /new backup codes/));
      const token = await mailbox.token(owner.credentials.email, /Your account is safe/);
      expect(await app.browser().call(pendingReset, { body: { token } })).toMatchObject({
        recovering: true,
        factors: [{ kind: 'TOTP', needsProof: true }],
      });
      await expect(choose(token, { code: phone.wrongCode() })).rejects.toMatchObject({ code: 'INVALID_CODE' });
      await choose(token, isHers ? { code: phone.code() } : {});
      expect(await app.prisma.totpFactor.count({ where: { userId: owner.user.id } })).toBe(isHers ? 1 : 0);
      expect(await app.prisma.backupCode.count({ where: { userId: owner.user.id } })).toBe(0);
    }
  });

  it('[B6] records one event for all sessions, and forgets known devices', async () => {
    const owner = await accounts.verified();
    const body = { currentPassword: owner.credentials.password, newPassword: 'of the thief, 7 times' };
    await owner.browser.call(accountEndpoints.changePassword, { body });
    const device = owner.browser.cookies.get('pbx_device');
    await report(await mailbox.token(owner.credentials.email, /password was changed/));
    await choose(await mailbox.token(owner.credentials.email, /Your account is safe/));
    const login = { identifier: owner.credentials.email, password };
    await owner.browser.call(authEndpoints.login, { body: login });
    expect(owner.browser.cookies.get('pbx_device')).not.toBe(device);
    const own = () => heard.filter(({ aggregateId }) => aggregateId === owner.user.id);
    await pollUntil('change, report and reset were told', () => own().length === 3);
    expect(own()[0]?.data).toEqual({ userId: owner.user.id, all: true });
  });
});

describe('an owner who chooses a new password without a report', () => {
  it('[B6] is no longer known on previous devices', async () => {
    const owner = await accounts.verified();
    const { email } = owner.credentials;
    const login = (secret: string) =>
      owner.browser.call(authEndpoints.login, { body: { identifier: email, password: secret } });
    const device = owner.browser.cookies.get('pbx_device');
    await login(owner.credentials.password);
    expect(owner.browser.cookies.get('pbx_device')).toBe(device);
    await app.browser().call(accountEndpoints.forgotPassword, { body: { email } });
    await choose(await mailbox.token(email, /Choose a new password/));
    await login(password);
    expect(owner.browser.cookies.get('pbx_device')).not.toBe(device);
  });
});

describe('codes from an app', () => {
  it('[B5] have one limit per account, which a reset does not refill; beyond it a mailed code is required', async () => {
    const owner = await accounts.verified();
    const { app: phone } = await enableTotp(owner.browser);
    const known = owner.browser.clone();
    for (const name of ['pbx_access', 'pbx_refresh']) known.cookies.delete(name);
    const login = { identifier: owner.credentials.email, password: owner.credentials.password };
    const attempt = async (body: object) => {
      await known.post(authEndpoints.login.path, login);
      const response = await known.post(mfaEndpoints.verify.path, body);
      return { status: response.status, text: await response.text() };
    };
    for (let tried = 0; tried < lockoutPolicy.appCodes.failures; tried += 1) {
      // The budget of this device is another one.
      if (tried % 9 === 8) await app.prisma.attemptCounter.deleteMany({ where: { clearAt: { lt: soon() } } });
      expect((await attempt({ code: phone.wrongCode() })).status).toBe(400);
    }
    await app.prisma.attemptCounter.deleteMany({ where: { clearAt: { lt: soon() } } });
    await app.browser().call(accountEndpoints.forgotPassword, { body: { email: login.identifier } });
    await choose(await mailbox.token(login.identifier, /Choose a new password/));
    login.password = password;
    const refused = await attempt({ code: phone.code() });
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('MAIL_CONFIRMATION_REQUIRED');
    const { text } = await mailbox.email(owner.credentials.email, /code for signing in/);
    const [mailCode] = /\d{4} \d{4}/.exec(text) ?? [];
    const confirmed = await known.post(mfaEndpoints.verify.path, { code: phone.code(), mailCode });
    expect(confirmed.status).toBe(200);
  });
});

/** Later than any budget of a device is full again, sooner than that of the account. */
const soon = () => new Date(Date.now() + 40 * 60_000);

describe('an account without an address', () => {
  it('[B3] has a null address, not a made-up one that somebody could register', async () => {
    const owner = await accounts.verified();
    const { email, username } = owner.credentials;
    await register(app, { email: `${owner.user.id}@released.invalid` });
    await moveEmail(owner);
    const second = await register(app, { email });
    await second.browser.call(verifyEmail, { body: { token: await mailbox.token(email, /Confirm your e-mail/, 1) } });
    await report(await mailbox.token(email, /address was changed/));
    await choose(await mailbox.token(email, /Your account is safe/));
    const back = await accounts.signIn(username, password);
    expect(await back.call(authEndpoints.me)).toMatchObject({ email: null, isVerified: false });
    expect(await back.call(userEndpoints.profile, { params: { username } })).toMatchObject({ username });
  });

  it('[B3] in production, addresses in reserved domains are refused', () => {
    for (const domain of ['released.invalid', 'a.test', 'b.example', 'localhost', 'x.localhost']) {
      expect(() => assertPublicDomain(`me@${domain}`, 'production')).toThrow();
      expect(() => assertPublicDomain(`me@${domain}`, 'development')).not.toThrow();
    }
    expect(() => assertPublicDomain('me@example.com', 'production')).not.toThrow();
  });
});

describe('limits by mailbox', () => {
  it('[B6] count all spellings of one mailbox together', async () => {
    expect(mailboxKey('me+1@example.com')).toBe(mailboxKey('me@example.com'));
    expect(mailboxKey('m.e+x@googlemail.com')).toBe(mailboxKey('me@gmail.com'));
    expect(mailboxKey('m.e@example.com')).not.toBe(mailboxKey('me@example.com'));
    const { username } = newCredentials();
    const statuses: number[] = [];
    for (let number = 0; number < 21; number += 1) {
      const credentials = newCredentials({ email: `${username}+${number}@example.com` });
      statuses.push((await app.browser().post(authEndpoints.register.path, credentials)).status);
    }
    expect(statuses.filter((status) => status === 201)).toHaveLength(20);
    expect(statuses.at(-1)).toBe(429);
  });
});

describe('the last administrator', () => {
  it('[B6] cannot delete their account, also when the last two try simultaneously', async () => {
    const admins = [await register(app), await register(app)];
    for (const { user } of admins) await app.prisma.user.update({ where: { id: user.id }, data: { role: 'ADMIN' } });
    const outcomes = await Promise.all(
      admins.map(async ({ browser, credentials }) => {
        const body = JSON.stringify({ password: credentials.password });
        const headers = { 'content-type': 'application/json' };
        const response = await browser.fetch('/v1/users/me', { method: 'DELETE', body, headers });
        return response.ok ? 'leaves' : (await failureOf(response)).code;
      }),
    );
    expect(outcomes.sort()).toEqual(['LAST_ADMIN', 'leaves']);
    expect(await app.prisma.user.count({ where: { role: 'ADMIN' } })).toBe(1);
  });

  it('[B6] remains when two demote or suspend each other simultaneously', async () => {
    await app.prisma.user.updateMany({ where: { role: 'ADMIN' }, data: { role: 'USER' } });
    const takeRole = (id: string) => [`/v1/admin/users/${id}/role`, { role: 'USER' }] as const;
    const suspend = (id: string) => [`/v1/admin/users/${id}/suspend`, { reason: 'Acts against me.' }] as const;
    for (const act of [takeRole, suspend]) {
      const admins = [await register(app), await register(app)] as const;
      const ids = admins.map(({ user }) => user.id);
      await app.prisma.user.updateMany({ where: { id: { in: ids } }, data: { role: 'ADMIN' } });
      await Promise.all(
        admins.map(({ browser }, index) => {
          const [path, body] = act(admins[1 - index]?.user.id ?? '');
          return browser.post(path, body);
        }),
      );
      const left = { id: { in: ids }, role: 'ADMIN', suspendedAt: null } as const;
      expect(await app.prisma.user.count({ where: left })).toBe(1);
      await app.prisma.user.updateMany({ where: { id: { in: ids } }, data: { role: 'USER' } });
    }
  });
});
