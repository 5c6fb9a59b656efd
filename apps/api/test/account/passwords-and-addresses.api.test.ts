import { accountEndpoints, authEndpoints } from '@pixelboxx/shared';
import { describe, expect, it } from 'vitest';
import { useApp } from '../support/use-app.ts';
import { newCredentials, register } from '../support/clients/users.ts';
import { AccountFactory } from './account-factories.ts';

const { changePassword, changeEmail, verifyEmail, resendVerification } = accountEndpoints;
const newPassword = 'amber lantern 5 hums';
const unauthenticated = { code: 'UNAUTHENTICATED', status: 401 };

const app = useApp();
const { mailbox } = app;
const accounts = new AccountFactory(app);

describe('changing the password', () => {
  it('ends all other sessions and gives this one new cookies', async () => {
    const { browser, credentials, user } = await register(app);
    const other = await accounts.signIn(credentials.email, credentials.password);
    const copied = browser.clone();
    const body = { currentPassword: credentials.password, newPassword };
    expect(await browser.call(changePassword, { body })).toEqual(user);
    for (const dead of [other, copied]) {
      await expect(dead.call(authEndpoints.me)).rejects.toMatchObject(unauthenticated);
      await expect(dead.call(authEndpoints.refresh)).rejects.toMatchObject({ code: 'REFRESH_INVALID' });
    }
    expect(await browser.call(authEndpoints.me)).toEqual(user);
    await browser.call(authEndpoints.refresh);
    expect((await browser.call(authEndpoints.sessions)).items).toHaveLength(1);
    await expect(accounts.signIn(credentials.email, credentials.password)).rejects.toMatchObject({ status: 401 });
    await accounts.signIn(credentials.email, newPassword);
  });

  it('notifies the owner and records a security event', async () => {
    const { browser, credentials } = await register(app);
    const body = { currentPassword: credentials.password, newPassword };
    await browser.call(changePassword, { body });
    const notice = await mailbox.email(credentials.email, /password was changed/);
    expect(notice.text).toContain('/not-me#token=');
    expect(await accounts.eventTypes(browser)).toContain('PASSWORD_CHANGED');
  });

  it('refuses a wrong current password with an error at its field, and ends no session', async () => {
    const { browser } = await register(app);
    const response = browser.call(changePassword, { body: { currentPassword: 'not this', newPassword } });
    await expect(response).rejects.toMatchObject({
      code: 'WRONG_PASSWORD',
      status: 403,
      details: { fields: { currentPassword: ['This is not your password.'] } },
    });
    await browser.call(authEndpoints.me);
  });

  it.each([
    ['password1', /most common/],
    ['violet kettle 7 sings', /have now/],
  ])('refuses %s as the new password', async (candidate, reason) => {
    const { browser, credentials } = await register(app);
    const body = { currentPassword: credentials.password, newPassword: candidate };
    await expect(browser.call(changePassword, { body })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      details: { fields: { newPassword: [expect.stringMatching(reason)] } },
    });
  });

  it('limits guesses of the current password from a stolen session', async () => {
    const { browser, credentials } = await register(app);
    const guess = (currentPassword: string) =>
      browser.post('/v1/auth/password/change', { currentPassword, newPassword });
    const responses = await Promise.all(Array.from({ length: 15 }, (_, index) => guess(`guess ${index}`)));
    expect(responses.filter(({ status }) => status === 403)).toHaveLength(10);
    const refused = await guess(credentials.password);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('changing the e-mail address', () => {
  it('takes effect when the new mailbox confirms, and notifies the old one', async () => {
    const { browser, credentials, user } = await accounts.verified();
    const { email } = newCredentials();
    await browser.call(changeEmail, { body: { email, password: credentials.password } });
    const token = await mailbox.token(email, /Confirm your new e-mail/);
    expect(await browser.call(authEndpoints.me)).toMatchObject({ email: credentials.email });

    expect(await browser.call(verifyEmail, { body: { token } })).toEqual({ done: true, mustResetPassword: false });
    expect(await browser.call(authEndpoints.me)).toEqual({ ...user, email, isVerified: true });
    const notice = await mailbox.email(credentials.email, /address was changed/);
    expect(notice.text).toContain('/not-me#token=');
    expect(notice.text + notice.html).not.toContain(email);
    await accounts.signIn(email, credentials.password);
    expect(await accounts.eventTypes(browser)).toEqual(
      expect.arrayContaining(['EMAIL_CHANGE_REQUESTED', 'EMAIL_CHANGED']),
    );
  });

  it('is refused, and the link stays usable, in a browser that is not signed in to the account', async () => {
    const { browser, credentials } = await accounts.verified();
    const stranger = await register(app);
    const { email } = newCredentials();
    await browser.call(changeEmail, { body: { email, password: credentials.password } });
    const token = await mailbox.token(email, /Confirm your new e-mail/);
    for (const visitor of [app.browser(), stranger.browser]) {
      await expect(visitor.call(verifyEmail, { body: { token } })).rejects.toMatchObject(unauthenticated);
    }
    await browser.call(verifyEmail, { body: { token } });
  });

  it('requires the password and a different address that is free', async () => {
    const { browser, credentials } = await register(app);
    const taken = await register(app);
    const ask = (email: string, password: string) => browser.call(changeEmail, { body: { email, password } });
    const { email } = newCredentials();
    await expect(ask(email, 'wrong')).rejects.toMatchObject({ code: 'WRONG_PASSWORD' });
    const same = ask(credentials.email.toUpperCase(), credentials.password);
    await expect(same).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
    const others = ask(taken.credentials.email, credentials.password);
    await expect(others).rejects.toMatchObject({ code: 'EMAIL_TAKEN', status: 409 });
    await mailbox.settled();
    expect(await mailbox.emails(email)).toHaveLength(0);
    expect(await mailbox.emails(taken.credentials.email)).toHaveLength(1);
  });

  it('responds EMAIL_TAKEN if somebody registered the address meanwhile', async () => {
    const { browser, credentials } = await accounts.verified();
    const { email } = newCredentials();
    await browser.call(changeEmail, { body: { email, password: credentials.password } });
    const token = await mailbox.token(email, /Confirm your new e-mail/);
    await register(app, { email });
    await expect(browser.call(verifyEmail, { body: { token } })).rejects.toMatchObject({ code: 'EMAIL_TAKEN' });
    expect(await browser.call(authEndpoints.me)).toMatchObject({ email: credentials.email });
  });

  it('is cancelled by a new password, since somebody else may have requested it', async () => {
    const { browser, credentials } = await accounts.verified();
    const { email } = newCredentials();
    await browser.call(changeEmail, { body: { email, password: credentials.password } });
    const token = await mailbox.token(email, /Confirm your new e-mail/);
    await browser.call(changePassword, { body: { currentPassword: credentials.password, newPassword } });
    await expect(browser.call(verifyEmail, { body: { token } })).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
  });

  it('can mail the link again to the unconfirmed address', async () => {
    const { browser, credentials } = await accounts.verified();
    const { email } = newCredentials();
    await browser.call(changeEmail, { body: { email, password: credentials.password } });
    await browser.call(resendVerification);
    const token = await mailbox.token(email, /Confirm your new e-mail/, 1);
    await browser.call(verifyEmail, { body: { token } });
  });

  it('sends no “this wasn’t me” link to an old address that was never verified', async () => {
    const { browser, credentials } = await register(app);
    const { email } = newCredentials();
    await browser.call(changeEmail, { body: { email, password: credentials.password } });
    const token = await mailbox.token(email, /Confirm your new e-mail/);
    await browser.call(verifyEmail, { body: { token } });
    const notice = await mailbox.email(credentials.email, /address was changed/);
    expect(notice.text).not.toContain('#token=');
  });
});
