import { accountEndpoints, authEndpoints, mfaEndpoints } from '@pixelboxx/shared';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { lockoutPolicy } from '../../src/auth/lockout-policy.ts';
import { hashMailToken, newMailToken } from '../../src/auth/mail-token.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { AuthenticatorApp, type Enrolled, enableTotp } from '../support/authenticator-app.ts';
import type { Browser } from '../support/browser.ts';
import { Mailbox } from '../support/mailbox.ts';
import { goodPassword, type Person, register } from '../support/people.ts';
import { steadyClock } from '../support/steady-clock.ts';

const challengeCookie = 'pbx_challenge';

let app: RunningApp;
let mailbox: Mailbox;

beforeAll(async () => {
  app = await startApp();
  mailbox = new Mailbox(app);
});

beforeEach(steadyClock);

afterAll(async () => {
  vi.restoreAllMocks();
  await app.stop();
});

async function enrolled(): Promise<Person & Enrolled & { phone: AuthenticatorApp }> {
  const person = await register(app);
  const factor = await enableTotp(person.browser);
  return { ...person, ...factor, phone: factor.app };
}

/** A browser in which the password has been right and the code is awaited. */
async function challenged({ credentials }: Person, browser = app.browser()): Promise<Browser> {
  const body = { identifier: credentials.username, password: credentials.password };
  await expect(browser.call(authEndpoints.login, { body })).rejects.toMatchObject({ code: 'MFA_REQUIRED' });
  return browser;
}

const verify = (browser: Browser, code: string) => browser.call(mfaEndpoints.verify, { body: { code } });

const isSignedIn = async (browser: Browser): Promise<boolean> =>
  (await browser.fetch(authEndpoints.me.path)).status === 200;

async function eventTypes(browser: Browser): Promise<string[]> {
  const { items } = await browser.call(accountEndpoints.securityEvents, { query: { limit: 100 } });
  return items.map(({ type }) => type);
}

describe('enabling codes from an app', () => {
  it('gives a seed in both forms, and enables nothing until a code confirms it', async () => {
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
    });
    const body = { identifier: credentials.username, password: goodPassword };
    await app.browser().call(authEndpoints.login, { body });
  });

  it('answers ten different backup codes, records it and tells the owner', async () => {
    const { browser, credentials, backupCodes } = await enrolled();
    expect(new Set(backupCodes).size).toBe(10);
    for (const code of backupCodes) expect(code).toMatch(/^[\dA-HJKMNP-TV-Z]{4}(-[\dA-HJKMNP-TV-Z]{4}){2}$/);
    expect(await browser.call(mfaEndpoints.status)).toMatchObject({ totp: { enabled: true }, backupCodesLeft: 10 });
    expect(await eventTypes(browser)).toContain('TOTP_ENABLED');
    await mailbox.letter(credentials.email, /way to sign in was added/);
    await expect(browser.call(mfaEndpoints.setUpTotp)).rejects.toMatchObject({ code: 'ALREADY_ENABLED' });
  });

  it('stores neither seed nor backup codes in clear', async () => {
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

  it('refuses to confirm what was never begun, and what was begun long ago', async () => {
    const { browser, user } = await register(app);
    const confirm = (code: string) => browser.call(mfaEndpoints.confirmTotp, { body: { code } });
    await expect(confirm('123456')).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
    const { secret } = await browser.call(mfaEndpoints.setUpTotp);
    const createdAt = new Date(Date.now() - 16 * 60_000);
    await app.prisma.totpFactor.update({ where: { userId: user.id }, data: { createdAt } });
    await expect(confirm(new AuthenticatorApp(secret).code())).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
  });

  it('ends with disabling, which takes the backup codes along and makes the password enough again', async () => {
    const { browser, credentials } = await enrolled();
    await browser.call(mfaEndpoints.disableTotp);
    expect(await browser.call(mfaEndpoints.status)).toMatchObject({ totp: { enabled: false }, backupCodesLeft: 0 });
    const body = { identifier: credentials.username, password: goodPassword };
    await app.browser().call(authEndpoints.login, { body });
    expect(await eventTypes(browser)).toContain('TOTP_DISABLED');
    await mailbox.letter(credentials.email, /way to sign in was removed/);
    await expect(browser.call(mfaEndpoints.disableTotp)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('signing in with a code', () => {
  it('asks for it after the right password only, and opens the session that the code completes', async () => {
    const { credentials, user, phone } = await enrolled();
    const browser = app.browser();
    const wrong = { identifier: credentials.username, password: 'not the password' };
    await expect(browser.call(authEndpoints.login, { body: wrong })).rejects.toMatchObject({
      code: 'INVALID_CREDENTIALS',
    });
    expect(browser.cookies.size).toBe(0);
    const response = await browser.post('/v1/auth/login', { ...wrong, password: goodPassword });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({
      error: { code: 'MFA_REQUIRED', details: { methods: ['TOTP', 'BACKUP_CODE'] } },
    });
    const [cookie] = response.headers.getSetCookie();
    expect(cookie).toMatch(/^pbx_challenge=[\w-]{43}; Max-Age=300; Path=\/; HttpOnly; SameSite=Strict$/);
    expect([...browser.cookies.keys()]).toEqual([challengeCookie]);
    expect(await isSignedIn(browser)).toBe(false);
    expect(await verify(browser, phone.code())).toEqual(user);
    expect([...browser.cookies.keys()].sort()).toEqual(['pbx_access', 'pbx_device', 'pbx_refresh']);
    expect(await browser.call(authEndpoints.me)).toEqual(user);
  });

  it('takes codes as people type them, and of a clock that is half a minute off', async () => {
    const person = await enrolled();
    const spaced = person.phone.code().replace(/^.../, '$& ');
    expect(await verify(await challenged(person), spaced)).toEqual(person.user);
    expect(await verify(await challenged(person), person.phone.code(1))).toEqual(person.user);
  });

  it('refuses a code that was used, by anyone, and one that is older', async () => {
    const person = await enrolled();
    const code = person.phone.code();
    await verify(await challenged(person), code);
    const again = await challenged(person);
    await expect(verify(again, code)).rejects.toMatchObject({ code: 'INVALID_CODE' });
    await expect(verify(again, person.phone.code(-1))).rejects.toMatchObject({ code: 'INVALID_CODE' });
    expect(await eventTypes(person.browser)).toContain('SECOND_FACTOR_FAILED');
  });

  it('lets one of two parallel uses of a code in', async () => {
    const person = await enrolled();
    const browsers = [await challenged(person), await challenged(person)];
    const code = person.phone.code();
    const answers = await Promise.all(browsers.map((browser) => browser.post(mfaEndpoints.verify.path, { code })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
  });
});

describe('backup codes', () => {
  it('work once each, and the owner is told', async () => {
    const person = await enrolled();
    const [code = ''] = person.backupCodes;
    await verify(await challenged(person), code.toLowerCase().replaceAll('-', ' '));
    await expect(verify(await challenged(person), code)).rejects.toMatchObject({ code: 'INVALID_CODE' });
    expect(await person.browser.call(mfaEndpoints.status)).toMatchObject({ backupCodesLeft: 9 });
    expect(await eventTypes(person.browser)).toContain('BACKUP_CODE_USED');
    await mailbox.letter(person.credentials.email, /backup code .* was used/);
  });

  it('let one of two parallel uses in', async () => {
    const person = await enrolled();
    const browsers = [await challenged(person), await challenged(person)];
    const body = { code: person.backupCodes[3] };
    const answers = await Promise.all(browsers.map((browser) => browser.post(mfaEndpoints.verify.path, body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
  });

  it('are of one account only', async () => {
    const [one, other] = [await enrolled(), await enrolled()];
    await expect(verify(await challenged(one), other.backupCodes[0] ?? '')).rejects.toMatchObject({
      code: 'INVALID_CODE',
    });
  });

  it('are replaced as a whole', async () => {
    const person = await enrolled();
    const { codes } = await person.browser.call(mfaEndpoints.renewBackupCodes);
    expect(codes).toHaveLength(10);
    const browser = await challenged(person);
    await expect(verify(browser, person.backupCodes[0] ?? '')).rejects.toMatchObject({ code: 'INVALID_CODE' });
    await verify(browser, codes[0] ?? '');
    expect(await eventTypes(person.browser)).toContain('BACKUP_CODES_RENEWED');
  });
});

describe('guessing a code', () => {
  it('is over after five tries for one password, the right code included', async () => {
    const person = await enrolled();
    const browser = await challenged(person);
    const wrong = person.phone.wrongCode();
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => browser.post(mfaEndpoints.verify.path, { code: wrong })),
    );
    const codes = await Promise.all(
      answers.map(async (answer) => (await answer.json()) as { error: { code: string } }),
    );
    expect(codes.filter(({ error }) => error.code === 'INVALID_CODE')).toHaveLength(5);
    await expect(verify(browser, person.phone.code())).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
  });

  it('locks the second step for that network however often the password is given, and a device of the owner gets in', async () => {
    const person = await enrolled();
    const wrong = person.phone.wrongCode();
    const { failures } = lockoutPolicy.accountFromAddress;
    const results: string[] = [];
    for (let tried = 0; tried < failures; tried += 5) {
      const thief = await challenged(person);
      for (let index = 0; index < 5; index += 1) {
        results.push(await verify(thief, wrong).catch((error: { code: string }) => error.code));
      }
    }
    expect(new Set(results)).toEqual(new Set(['INVALID_CODE']));
    const thief = await challenged(person);
    await expect(verify(thief, person.phone.code())).rejects.toMatchObject({ code: 'ACCOUNT_LOCKED', status: 429 });
    const owner = person.browser.clone();
    for (const name of ['pbx_access', 'pbx_refresh']) owner.cookies.delete(name);
    await challenged(person, owner);
    expect(await verify(owner, person.phone.code())).toEqual(person.user);
  });
});

describe('the challenge of a sign-in', () => {
  it('is used once, and only in the browser that got it', async () => {
    const person = await enrolled();
    const browser = await challenged(person);
    const copy = browser.clone();
    const elsewhere = browser.clone();
    elsewhere.headers['user-agent'] = 'another browser';
    await expect(verify(elsewhere, person.phone.code())).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
    await verify(browser, person.phone.code());
    await expect(verify(copy, person.phone.code(1))).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
  });

  it('is for the person whose password was right: a code of somebody else completes nothing', async () => {
    const [one, other] = [await enrolled(), await enrolled()];
    const browser = await challenged(one);
    await expect(verify(browser, other.phone.code())).rejects.toMatchObject({ code: 'INVALID_CODE' });
    expect(await isSignedIn(browser)).toBe(false);
  });

  it('expires', async () => {
    const person = await enrolled();
    const browser = await challenged(person);
    const expiresAt = new Date(Date.now() - 1);
    await app.prisma.signInChallenge.updateMany({ where: { userId: person.user.id }, data: { expiresAt } });
    await expect(verify(browser, person.phone.code())).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
  });

  it('cannot be made up', async () => {
    const person = await enrolled();
    const browser = app.browser();
    await expect(verify(browser, person.phone.code())).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
    browser.cookies.set(challengeCookie, 'A'.repeat(43));
    await expect(verify(browser, person.phone.code())).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
  });

  it('does not survive a change of the password', async () => {
    const person = await enrolled();
    const browser = await challenged(person);
    const body = { currentPassword: goodPassword, newPassword: 'amber lantern 5 hums' };
    await person.browser.call(accountEndpoints.changePassword, { body });
    await expect(verify(browser, person.phone.code())).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
  });
});

describe('an account that changes hands', () => {
  it('keeps the codes of its owner when the password is reset by mail: a mailbox alone does not let anyone in', async () => {
    const person = await enrolled();
    const { email } = person.credentials;
    const confirmation = await mailbox.token(email, /Confirm your e-mail/);
    await person.browser.call(accountEndpoints.verifyEmail, { body: { token: confirmation } });
    const { token } = newMailToken();
    const expiresAt = new Date(Date.now() + 60_000);
    await app.prisma.passwordReset.create({ data: { userId: person.user.id, token: hashMailToken(token), expiresAt } });
    const password = 'amber lantern 5 hums';
    await app.browser().call(accountEndpoints.resetPassword, { body: { token, password } });
    const renewed = { ...person, credentials: { ...person.credentials, password } };
    await verify(await challenged(renewed), person.phone.code());
  });

  it('loses those that a stranger enabled when its owner says "this was not me"', async () => {
    const person = await enrolled();
    const { email } = person.credentials;
    const token = await mailbox.token(email, /way to sign in was added/);
    await app.browser().call(accountEndpoints.disown, { body: { token } });
    const reset = await mailbox.token(email, /choose a new password/);
    const password = 'amber lantern 5 hums';
    await app.browser().call(accountEndpoints.resetPassword, { body: { token: reset, password } });
    const body = { identifier: email, password };
    expect(await app.browser().call(authEndpoints.login, { body })).toMatchObject({ id: person.user.id });
    expect(await app.prisma.backupCode.count({ where: { userId: person.user.id } })).toBe(0);
  });
});
