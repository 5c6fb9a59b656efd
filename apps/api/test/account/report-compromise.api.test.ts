import { accountEndpoints, authEndpoints, type SecurityEvent, userEndpoints } from '@pixelboxx/shared';
import { describe, expect, it } from 'vitest';
import { CredentialsService } from '../../src/auth/passwords/credentials.service.ts';
import { useApp } from '../support/use-app.ts';
import type { Browser } from '../support/clients/browser.ts';
import { newCredentials, type TestUser, register } from '../support/clients/users.ts';
import { AccountFactory } from './account-factories.ts';

const { changePassword, changeEmail, verifyEmail, resetPassword, reportCompromise, securityEvents } = accountEndpoints;
const newPassword = 'amber lantern 5 hums';
const unauthenticated = { code: 'UNAUTHENTICATED', status: 401 };

const app = useApp();
const { mailbox } = app;
const accounts = new AccountFactory(app);

describe('reporting “this wasn’t me”', () => {
  it('ends all sessions, invalidates the password and mails a link for a new one', async () => {
    const { browser, credentials } = await accounts.verified();
    const thief = await accounts.signIn(credentials.email, credentials.password);
    await thief.call(changePassword, { body: { currentPassword: credentials.password, newPassword } });
    const token = await mailbox.token(credentials.email, /password was changed/);
    expect(await app.browser().call(reportCompromise, { body: { token } })).toEqual({ done: true });

    for (const dead of [browser, thief]) {
      await expect(dead.call(authEndpoints.me)).rejects.toMatchObject(unauthenticated);
      await expect(dead.call(authEndpoints.refresh)).rejects.toMatchObject({ code: 'REFRESH_INVALID' });
    }
    for (const password of [credentials.password, newPassword]) {
      await expect(accounts.signIn(credentials.email, password)).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    }
    const reset = await mailbox.token(credentials.email, /Your account is safe/);
    await app.browser().call(resetPassword, { body: { token: reset, password: 'mine again, 4 ever' } });
    const back = await accounts.signIn(credentials.email, 'mine again, 4 ever');
    expect(await accounts.eventTypes(back)).toEqual(
      expect.arrayContaining(['DISOWNED', 'PASSWORD_REVOKED', 'PASSWORD_RESET']),
    );
  });

  it('works once, also with many simultaneous requests', async () => {
    const { browser, credentials } = await accounts.verified();
    await browser.call(changePassword, { body: { currentPassword: credentials.password, newPassword } });
    const token = await mailbox.token(credentials.email, /password was changed/);
    const uses = await Promise.all(
      Array.from({ length: 5 }, () => app.browser().post('/v1/auth/security/disown', { token })),
    );
    expect(uses.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400]);
    await mailbox.settled();
    expect(await mailbox.emails(credentials.email, /Your account is safe/)).toHaveLength(1);
  });

  it('expires after fourteen days', async () => {
    const { browser, credentials, user } = await accounts.verified();
    await browser.call(changePassword, { body: { currentPassword: credentials.password, newPassword } });
    const token = await mailbox.token(credentials.email, /password was changed/);
    await app.prisma.accountLink.updateMany({ where: { userId: user.id }, data: { expiresAt: new Date() } });
    await expect(app.browser().call(reportCompromise, { body: { token } })).rejects.toMatchObject({
      code: 'TOKEN_INVALID',
    });
  });

  async function hijacked(): Promise<{ victim: TestUser; thief: Browser; thiefEmail: string }> {
    const victim = await accounts.verified();
    const { email, password } = victim.credentials;
    const thief = await accounts.signIn(email, password);
    const thiefEmail = newCredentials().email;
    await thief.call(changeEmail, { body: { email: thiefEmail, password } });
    await thief.call(verifyEmail, { body: { token: await mailbox.token(thiefEmail, /Confirm your new/) } });
    return { victim, thief, thiefEmail };
  }

  it('restores the address that a thief replaced, and mails nothing to the thief', async () => {
    const { victim, thief, thiefEmail } = await hijacked();
    const { email } = victim.credentials;
    const token = await mailbox.token(email, /address was changed/);
    await app.browser().call(reportCompromise, { body: { token } });
    await expect(thief.call(authEndpoints.me)).rejects.toMatchObject(unauthenticated);
    const reset = await mailbox.token(email, /Your account is safe/);
    await app.browser().call(resetPassword, { body: { token: reset, password: newPassword } });
    const owner = await accounts.signIn(email, newPassword);
    expect(await owner.call(authEndpoints.me)).toMatchObject({ id: victim.user.id, email, isVerified: true });
    await mailbox.settled();
    expect(await mailbox.emails(thiefEmail)).toHaveLength(1);
  });

  it('restores the address even if the thief has registered another account with it', async () => {
    const { victim } = await hijacked();
    const { email } = victim.credentials;
    const blocker = await register(app, { email });
    const token = await mailbox.token(email, /address was changed/);
    await app.browser().call(reportCompromise, { body: { token } });
    const reset = await mailbox.token(email, /Your account is safe/);
    await app.browser().call(resetPassword, { body: { token: reset, password: newPassword } });
    const owner = await accounts.signIn(email, newPassword);
    expect(await owner.call(authEndpoints.me)).toMatchObject({ id: victim.user.id, email });
    expect(await blocker.browser.call(authEndpoints.me)).toMatchObject({ email: null, isVerified: false });
  });

  it('restores the account without its address if that was verified for another account since', async () => {
    const { victim, thief } = await hijacked();
    const { email, username } = victim.credentials;
    const second = await register(app, { email });
    const verification = await mailbox.token(email, /Confirm your e-mail/, 1);
    await second.browser.call(verifyEmail, { body: { token: verification } });
    await app.browser().call(reportCompromise, { body: { token: await mailbox.token(email, /address was changed/) } });
    await expect(thief.call(authEndpoints.me)).rejects.toMatchObject(unauthenticated);
    const reset = await mailbox.token(email, /Your account is safe/);
    await app.browser().call(resetPassword, { body: { token: reset, password: newPassword } });
    const owner = await accounts.signIn(username, newPassword);
    expect(await owner.call(authEndpoints.me)).toMatchObject({ id: victim.user.id, isVerified: false });
    expect(await second.browser.call(authEndpoints.me)).toMatchObject({ email, isVerified: true });
  });
});

describe('notices and events', () => {
  it('notify the owner when an old refresh token is reused', async () => {
    const { browser, credentials, user } = await register(app);
    const copied = browser.clone();
    await browser.call(authEndpoints.refresh);
    await browser.call(authEndpoints.refresh);
    await expect(copied.call(authEndpoints.refresh)).rejects.toMatchObject({ code: 'REFRESH_REUSED' });
    const notice = await mailbox.email(credentials.email, /signed out one of your devices/);
    await app.browser().call(reportCompromise, { body: { token: /#token=([\w-]+)/.exec(notice.text)?.[1] ?? '' } });
    expect(await app.prisma.session.count({ where: { userId: user.id } })).toBe(1);
  });

  it('are paginated, the latest first, without gaps or repetitions', async () => {
    const { browser, user } = await register(app);
    const moment = new Date('2026-01-01T00:00:00.000Z');
    // Many at the same moment: the cursor must not lose its place among them.
    const events = Array.from({ length: 25 }, () => ({ userId: user.id, type: 'SIGNED_IN', createdAt: moment }));
    await app.prisma.securityEvent.createMany({ data: events });
    const seen: SecurityEvent[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await browser.call(securityEvents, { query: { limit: 7, ...(cursor && { cursor }) } });
      seen.push(...page.items);
      if (page.nextCursor === null) break;
      expect(page.items).toHaveLength(7);
      cursor = page.nextCursor;
    }
    expect(seen).toHaveLength(26);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(26);
    expect(seen[0]).toMatchObject({ type: 'ACCOUNT_CREATED', ipAddress: '127.0.0.1' });
    const times = seen.map(({ createdAt }) => createdAt);
    expect(times).toEqual(times.toSorted().toReversed());
  });

  it('do not include events of others, and an invalid cursor is refused', async () => {
    const [alice, bob] = [await register(app), await register(app)];
    const { items } = await alice.browser.call(securityEvents, { query: {} });
    const { items: others } = await bob.browser.call(securityEvents, { query: {} });
    expect(items.map(({ id }) => id)).not.toEqual(expect.arrayContaining(others.map(({ id }) => id)));
    for (const cursor of ['x', "1.'; --", '1.00000000']) {
      const response = bob.browser.call(securityEvents, { query: { cursor } });
      await expect(response).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
    }
    await expect(app.browser().call(securityEvents, { query: {} })).rejects.toMatchObject(unauthenticated);
  });

  it('greet only by username, so that a display name cannot carry a stranger’s message', async () => {
    const displayName = '<b>You won</b> https://evil.example';
    const { browser, credentials } = await register(app, { displayName });
    await browser.call(userEndpoints.updateMe, { body: { displayName } });
    const { text, html } = await mailbox.email(credentials.email, /Confirm/);
    expect(text).toContain(credentials.username);
    expect(text + html).not.toContain('You won');
  });
});

describe('passkeys, codes and linked accounts', () => {
  it('are removed if they are the thief’s, and stay if they are the owner’s', async () => {
    const removals: { userId: string; since: Date }[] = [];
    app.app.get(CredentialsService).register({
      factor: 'second',
      removeEnrolledSince: (_tx, userId, since) => {
        removals.push({ userId, since });
        return Promise.resolve();
      },
    });
    const squatted = await register(app);
    const token = await mailbox.token(squatted.credentials.email, /Confirm your e-mail/);
    await app.browser().call(verifyEmail, { body: { token } });
    expect(removals).toEqual([{ userId: squatted.user.id, since: new Date(0) }]);

    const { browser, credentials, user } = await accounts.verified();
    await browser.call(changePassword, { body: { currentPassword: credentials.password, newPassword } });
    expect(removals).toHaveLength(1);
    const notice = await mailbox.token(credentials.email, /password was changed/);
    await app.browser().call(reportCompromise, { body: { token: notice } });
    const reset = await mailbox.token(credentials.email, /Your account is safe/);
    await app.browser().call(resetPassword, { body: { token: reset, password: 'mine again, 4 ever' } });
    // The owner is asked about what she has; nothing of it goes unasked.
    expect(removals).toHaveLength(1);
    expect(user.id).not.toBe(squatted.user.id);
  });
});
