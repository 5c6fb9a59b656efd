import { accountEndpoints, authEndpoints, mfaEndpoints } from '@pixelboxx/shared';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { hashMailToken, newMailToken } from '../../src/auth/emails/email-token.ts';
import { useApp } from '../support/use-app.ts';
import { AuthenticatorApp } from '../support/clients/authenticator-app.ts';
import type { Browser } from '../support/clients/browser.ts';
import { goodPassword, register } from '../support/clients/users.ts';
import { steadyClock } from '../support/time/steady-clock.ts';
import { challenge, type CodeUser, enrolled, eventTypes, verify } from './code-users.ts';

const app = useApp();
const { mailbox } = app;

beforeEach(steadyClock);

/** Before the app stops, which waits by the clock. */
afterAll(() => {
  vi.restoreAllMocks();
});

/** A browser in which the password has been right and the code is awaited. */
const challenged = (account: CodeUser, browser = app.browser()): Promise<Browser> => challenge(account, browser);

describe('enabling codes from an app', () => {
  it('returns the secret as text and as a URI, and enables nothing until a code confirms it', async () => {
    const { browser, credentials } = await register(app);
    const { secret, uri } = await browser.call(mfaEndpoints.setUpTotp);
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(uri).toContain(`secret=${secret}`);
    expect(uri).toMatch(/^otpauth:\/\/totp\/Pixelboxx:/);
    const phone = new AuthenticatorApp(secret);
    const wrong = browser.call(mfaEndpoints.confirmTotp, { body: { code: phone.wrongCode() } });
    await expect(wrong).rejects.toMatchObject({ code: 'INVALID_CODE' });
    expect(await browser.call(mfaEndpoints.status)).toEqual({
      totp: { enabled: false, enabledAt: null },
      backupCodesLeft: 0,
      passkeys: 0,
      requiredByRole: false,
      provenInSession: false,
    });
    const body = { identifier: credentials.username, password: goodPassword };
    await app.browser().call(authEndpoints.login, { body });
  });

  it('returns ten different backup codes, records it and notifies the owner', async () => {
    const { browser, credentials, backupCodes } = await enrolled(app);
    expect(new Set(backupCodes).size).toBe(10);
    for (const code of backupCodes) expect(code).toMatch(/^[\dA-HJKMNP-TV-Z]{4}(-[\dA-HJKMNP-TV-Z]{4}){2}$/);
    expect(await browser.call(mfaEndpoints.status)).toMatchObject({ totp: { enabled: true }, backupCodesLeft: 10 });
    expect(await eventTypes(browser)).toContain('TOTP_ENABLED');
    await mailbox.email(credentials.email, /way to sign in was added/);
    await expect(browser.call(mfaEndpoints.setUpTotp)).rejects.toMatchObject({ code: 'ALREADY_ENABLED' });
  });

  it('stores neither the secret nor backup codes in clear', async () => {
    const { browser, user } = await register(app);
    const { secret } = await browser.call(mfaEndpoints.setUpTotp);
    const phone = new AuthenticatorApp(secret);
    const { codes } = await browser.call(mfaEndpoints.confirmTotp, { body: { code: phone.code() } });
    const { rows } = await app.prisma.pool.query<{ text: string }>(
      `SELECT encode(sealed_secret, 'escape') || row_to_json(f)::text || (SELECT string_agg(row_to_json(b)::text, '')
         FROM backup_codes b WHERE b.user_id = $1) AS text FROM totp_factors f WHERE f.user_id = $1`,
      [user.id],
    );
    const text = rows[0]?.text ?? '';
    for (const code of [...codes, secret]) {
      expect(text).not.toContain(code);
      expect(text).not.toContain(code.replaceAll('-', ''));
    }
  });

  it('refuses a confirmation without a setup, or long after it', async () => {
    const { browser, user } = await register(app);
    const confirm = (code: string) => browser.call(mfaEndpoints.confirmTotp, { body: { code } });
    await expect(confirm('123456')).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
    const { secret } = await browser.call(mfaEndpoints.setUpTotp);
    const createdAt = new Date(Date.now() - 16 * 60_000);
    await app.prisma.totpFactor.update({ where: { userId: user.id }, data: { createdAt } });
    await expect(confirm(new AuthenticatorApp(secret).code())).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
  });

  it('is undone by disabling, which deletes the backup codes and makes the password sufficient again', async () => {
    const { browser, credentials } = await enrolled(app);
    await browser.call(mfaEndpoints.disableTotp);
    expect(await browser.call(mfaEndpoints.status)).toMatchObject({ totp: { enabled: false }, backupCodesLeft: 0 });
    const body = { identifier: credentials.username, password: goodPassword };
    await app.browser().call(authEndpoints.login, { body });
    expect(await eventTypes(browser)).toContain('TOTP_DISABLED');
    await mailbox.email(credentials.email, /way to sign in was removed/);
    await expect(browser.call(mfaEndpoints.disableTotp)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('backup codes', () => {
  it('work once each, and the owner is notified', async () => {
    const account = await enrolled(app);
    const [code = ''] = account.backupCodes;
    await verify(await challenged(account), code.toLowerCase().replaceAll('-', ' '));
    await expect(verify(await challenged(account), code)).rejects.toMatchObject({ code: 'INVALID_CODE' });
    expect(await account.browser.call(mfaEndpoints.status)).toMatchObject({ backupCodesLeft: 9 });
    expect(await eventTypes(account.browser)).toContain('BACKUP_CODE_USED');
    await mailbox.email(account.credentials.email, /backup code .* was used/);
  });

  it('accept one of two parallel uses', async () => {
    const account = await enrolled(app);
    const browsers = [await challenged(account), await challenged(account)];
    const body = { code: account.backupCodes[3] };
    const responses = await Promise.all(browsers.map((browser) => browser.post(mfaEndpoints.verify.path, body)));
    expect(responses.map(({ status }) => status).sort()).toEqual([200, 400]);
  });

  it('work for one account only', async () => {
    const [one, other] = [await enrolled(app), await enrolled(app)];
    await expect(verify(await challenged(one), other.backupCodes[0] ?? '')).rejects.toMatchObject({
      code: 'INVALID_CODE',
    });
  });

  it('are all replaced together', async () => {
    const account = await enrolled(app);
    const { codes } = await account.browser.call(mfaEndpoints.renewBackupCodes);
    expect(codes).toHaveLength(10);
    const browser = await challenged(account);
    await expect(verify(browser, account.backupCodes[0] ?? '')).rejects.toMatchObject({ code: 'INVALID_CODE' });
    await verify(browser, codes[0] ?? '');
    expect(await eventTypes(account.browser)).toContain('BACKUP_CODES_RENEWED');
  });
});

describe('an account that changes hands', () => {
  it('keeps codes when the password is reset by mail, so that a mailbox alone gives no access', async () => {
    const account = await enrolled(app);
    const { email } = account.credentials;
    const confirmation = await mailbox.token(email, /Confirm your e-mail/);
    await account.browser.call(accountEndpoints.verifyEmail, { body: { token: confirmation } });
    const { token } = newMailToken();
    const expiresAt = new Date(Date.now() + 60_000);
    await app.prisma.passwordReset.create({
      data: { userId: account.user.id, token: hashMailToken(token), expiresAt },
    });
    const password = 'amber lantern 5 hums';
    await app.browser().call(accountEndpoints.resetPassword, { body: { token, password } });
    const renewed = { ...account, credentials: { ...account.credentials, password } };
    await verify(await challenged(renewed), account.phone.code());
  });

  it('loses backup codes renewed by a stranger, and keeps the owner’s secret', async () => {
    const account = await enrolled(app);
    const { email } = account.credentials;
    const longAgo = new Date(Date.now() - 15 * 86_400_000);
    const where = { userId: account.user.id };
    await app.prisma.totpFactor.update({ where, data: { enabledAt: longAgo } });
    const { codes } = await account.browser.call(mfaEndpoints.renewBackupCodes);
    const token = await mailbox.token(email, /new backup codes/);
    await app.browser().call(accountEndpoints.reportCompromise, { body: { token } });
    const reset = await mailbox.token(email, /choose a new password/);
    const password = 'amber lantern 5 hums';
    // Proven before, or the first reset would make the account anybody's.
    await app.prisma.user.update({ where: { id: account.user.id }, data: { isVerified: true } });
    await app.browser().call(accountEndpoints.resetPassword, { body: { token: reset, password } });
    const browser = await challenged({ ...account, credentials: { ...account.credentials, password } });
    await expect(verify(browser, codes[0] ?? '')).rejects.toMatchObject({ code: 'INVALID_CODE' });
    await verify(browser, account.phone.code());
  });

  it('loses codes enabled by a stranger when the owner reports "this was not me"', async () => {
    const account = await enrolled(app);
    const { email } = account.credentials;
    const token = await mailbox.token(email, /way to sign in was added/);
    await app.browser().call(accountEndpoints.reportCompromise, { body: { token } });
    const reset = await mailbox.token(email, /choose a new password/);
    const password = 'amber lantern 5 hums';
    await app.browser().call(accountEndpoints.resetPassword, { body: { token: reset, password } });
    const body = { identifier: email, password };
    expect(await app.browser().call(authEndpoints.login, { body })).toMatchObject({ id: account.user.id });
    expect(await app.prisma.backupCode.count({ where: { userId: account.user.id } })).toBe(0);
  });
});
