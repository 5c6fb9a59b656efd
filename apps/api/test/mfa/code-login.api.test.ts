import { accountEndpoints, authEndpoints, mfaEndpoints } from '@pixelboxx/shared';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ExpiredChallengesService } from '../../src/auth/mfa/expired-challenges.service.ts';
import { lockoutPolicy } from '../../src/auth/lockout/lockout-policy.ts';
import { useApp } from '../support/use-app.ts';
import type { Browser } from '../support/clients/browser.ts';
import { goodPassword } from '../support/clients/users.ts';
import { steadyClock } from '../support/time/steady-clock.ts';
import { challenge, type CodeUser, enrolled, eventTypes, verify } from './code-users.ts';

const challengeCookie = 'pbx_challenge';

const app = useApp();

beforeEach(steadyClock);

/** Before the app stops, which waits by the clock. */
afterAll(() => {
  vi.restoreAllMocks();
});

/** A browser in which the password has been right and the code is awaited. */
const challenged = (account: CodeUser, browser = app.browser()): Promise<Browser> => challenge(account, browser);

const isSignedIn = async (browser: Browser): Promise<boolean> =>
  (await browser.fetch(authEndpoints.me.path)).status === 200;

describe('signing in with a code', () => {
  it('asks for the code only after the right password, and opens the session after the code', async () => {
    const { credentials, user, phone } = await enrolled(app);
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

  it('accepts codes typed with spaces, and of a clock that is half a minute off', async () => {
    const account = await enrolled(app);
    const spaced = account.phone.code().replace(/^.../, '$& ');
    expect(await verify(await challenged(account), spaced)).toEqual(account.user);
    expect(await verify(await challenged(account), account.phone.code(1))).toEqual(account.user);
  });

  it('refuses a code that was used, by anyone, and one that is older', async () => {
    const account = await enrolled(app);
    const code = account.phone.code();
    await verify(await challenged(account), code);
    const again = await challenged(account);
    await expect(verify(again, code)).rejects.toMatchObject({ code: 'INVALID_CODE' });
    await expect(verify(again, account.phone.code(-1))).rejects.toMatchObject({ code: 'INVALID_CODE' });
    expect(await eventTypes(account.browser)).toContain('SECOND_FACTOR_FAILED');
  });

  it('accepts one of two parallel uses of a code', async () => {
    const account = await enrolled(app);
    const browsers = [await challenged(account), await challenged(account)];
    const code = account.phone.code();
    const responses = await Promise.all(browsers.map((browser) => browser.post(mfaEndpoints.verify.path, { code })));
    expect(responses.map(({ status }) => status).sort()).toEqual([200, 400]);
  });
});

describe('guessing codes', () => {
  it('is stopped after five attempts for one password, including the right code', async () => {
    const account = await enrolled(app);
    const browser = await challenged(account);
    const wrong = account.phone.wrongCode();
    const responses = await Promise.all(
      Array.from({ length: 12 }, () => browser.post(mfaEndpoints.verify.path, { code: wrong })),
    );
    const codes = await Promise.all(
      responses.map(async (reply) => (await reply.json()) as { error: { code: string } }),
    );
    expect(codes.filter(({ error }) => error.code === 'INVALID_CODE')).toHaveLength(5);
    await expect(verify(browser, account.phone.code())).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
  });

  it('locks the second step for that network, even after the right password, and the owner’s known device still gets in', async () => {
    const account = await enrolled(app);
    const wrong = account.phone.wrongCode();
    const { failures } = lockoutPolicy.accountFromAddress;
    const results: number[] = [];
    for (let tried = 0; tried < failures; tried += 5) {
      const thief = await challenged(account);
      for (let index = 0; index < 5; index += 1) {
        results.push((await thief.post(mfaEndpoints.verify.path, { code: wrong })).status);
      }
    }
    expect(new Set(results)).toEqual(new Set([400]));
    const thief = await challenged(account);
    await expect(verify(thief, account.phone.code())).rejects.toMatchObject({ code: 'ACCOUNT_LOCKED', status: 429 });
    const owner = account.browser.clone();
    for (const name of ['pbx_access', 'pbx_refresh']) owner.cookies.delete(name);
    await challenged(account, owner);
    expect(await verify(owner, account.phone.code())).toEqual(account.user);
  });
});

describe('the challenge of a sign-in', () => {
  it('works once, and only in the browser that got it', async () => {
    const account = await enrolled(app);
    const browser = await challenged(account);
    const copy = browser.clone();
    const elsewhere = browser.clone();
    elsewhere.headers['user-agent'] = 'another browser';
    await expect(verify(elsewhere, account.phone.code())).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
    await verify(browser, account.phone.code());
    await expect(verify(copy, account.phone.code(1))).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
  });

  it('is bound to its account: a code of somebody else does not complete it', async () => {
    const [one, other] = [await enrolled(app), await enrolled(app)];
    const browser = await challenged(one);
    await expect(verify(browser, other.phone.code())).rejects.toMatchObject({ code: 'INVALID_CODE' });
    expect(await isSignedIn(browser)).toBe(false);
  });

  it('expires', async () => {
    const account = await enrolled(app);
    const browser = await challenged(account);
    const expiresAt = new Date(Date.now() - 1);
    await app.prisma.signInChallenge.updateMany({ where: { userId: account.user.id }, data: { expiresAt } });
    await expect(verify(browser, account.phone.code())).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
  });

  it('is deleted once it has expired, and not before', async () => {
    const [late, waiting] = [await enrolled(app), await enrolled(app)];
    await challenged(late);
    const browser = await challenged(waiting);
    const expiresAt = new Date(Date.now() - 60_000);
    await app.prisma.signInChallenge.updateMany({ where: { userId: late.user.id }, data: { expiresAt } });
    await app.app.get(ExpiredChallengesService).remove();
    expect(await app.prisma.signInChallenge.count({ where: { userId: late.user.id } })).toBe(0);
    await verify(browser, waiting.phone.code());
  });

  it('cannot be forged', async () => {
    const account = await enrolled(app);
    const browser = app.browser();
    await expect(verify(browser, account.phone.code())).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
    browser.cookies.set(challengeCookie, 'A'.repeat(43));
    await expect(verify(browser, account.phone.code())).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
  });

  it('does not survive a change of the password', async () => {
    const account = await enrolled(app);
    const browser = await challenged(account);
    const body = { currentPassword: goodPassword, newPassword: 'amber lantern 5 hums' };
    await account.browser.call(accountEndpoints.changePassword, { body });
    await expect(verify(browser, account.phone.code())).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
  });
});
