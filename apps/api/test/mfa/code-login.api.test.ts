import { accountEndpoints, authEndpoints, mfaEndpoints } from '@pixelboxx/shared';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ExpiredChallengesService } from '../../src/auth/mfa/expired-challenges.service.ts';
import { lockoutPolicy } from '../../src/auth/lockout/lockout-policy.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import type { Browser } from '../support/clients/browser.ts';
import { goodPassword } from '../support/clients/users.ts';
import { steadyClock } from '../support/steady-clock.ts';
import { challenge, type CodeHolder, enrolled, eventTypes, verify } from './code-users.ts';

const challengeCookie = 'pbx_challenge';

let app: RunningApp;

beforeAll(async () => {
  app = await startApp();
});

beforeEach(steadyClock);

afterAll(async () => {
  vi.restoreAllMocks();
  await app.stop();
});

/** A browser in which the password has been right and the code is awaited. */
const challenged = (person: CodeHolder, browser = app.browser()): Promise<Browser> => challenge(person, browser);

const isSignedIn = async (browser: Browser): Promise<boolean> =>
  (await browser.fetch(authEndpoints.me.path)).status === 200;

describe('signing in with a code', () => {
  it('asks for it after the right password only, and opens the session that the code completes', async () => {
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

  it('takes codes as people type them, and of a clock that is half a minute off', async () => {
    const person = await enrolled(app);
    const spaced = person.phone.code().replace(/^.../, '$& ');
    expect(await verify(await challenged(person), spaced)).toEqual(person.user);
    expect(await verify(await challenged(person), person.phone.code(1))).toEqual(person.user);
  });

  it('refuses a code that was used, by anyone, and one that is older', async () => {
    const person = await enrolled(app);
    const code = person.phone.code();
    await verify(await challenged(person), code);
    const again = await challenged(person);
    await expect(verify(again, code)).rejects.toMatchObject({ code: 'INVALID_CODE' });
    await expect(verify(again, person.phone.code(-1))).rejects.toMatchObject({ code: 'INVALID_CODE' });
    expect(await eventTypes(person.browser)).toContain('SECOND_FACTOR_FAILED');
  });

  it('lets one of two parallel uses of a code in', async () => {
    const person = await enrolled(app);
    const browsers = [await challenged(person), await challenged(person)];
    const code = person.phone.code();
    const answers = await Promise.all(browsers.map((browser) => browser.post(mfaEndpoints.verify.path, { code })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
  });
});

describe('guessing a code', () => {
  it('is over after five tries for one password, the right code included', async () => {
    const person = await enrolled(app);
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
    const person = await enrolled(app);
    const wrong = person.phone.wrongCode();
    const { failures } = lockoutPolicy.accountFromAddress;
    const results: number[] = [];
    for (let tried = 0; tried < failures; tried += 5) {
      const thief = await challenged(person);
      for (let index = 0; index < 5; index += 1) {
        results.push((await thief.post(mfaEndpoints.verify.path, { code: wrong })).status);
      }
    }
    expect(new Set(results)).toEqual(new Set([400]));
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
    const person = await enrolled(app);
    const browser = await challenged(person);
    const copy = browser.clone();
    const elsewhere = browser.clone();
    elsewhere.headers['user-agent'] = 'another browser';
    await expect(verify(elsewhere, person.phone.code())).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
    await verify(browser, person.phone.code());
    await expect(verify(copy, person.phone.code(1))).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
  });

  it('is for the person whose password was right: a code of somebody else completes nothing', async () => {
    const [one, other] = [await enrolled(app), await enrolled(app)];
    const browser = await challenged(one);
    await expect(verify(browser, other.phone.code())).rejects.toMatchObject({ code: 'INVALID_CODE' });
    expect(await isSignedIn(browser)).toBe(false);
  });

  it('expires', async () => {
    const person = await enrolled(app);
    const browser = await challenged(person);
    const expiresAt = new Date(Date.now() - 1);
    await app.prisma.signInChallenge.updateMany({ where: { userId: person.user.id }, data: { expiresAt } });
    await expect(verify(browser, person.phone.code())).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
  });

  it('is removed once it has expired, and not before', async () => {
    const [late, waiting] = [await enrolled(app), await enrolled(app)];
    await challenged(late);
    const browser = await challenged(waiting);
    const expiresAt = new Date(Date.now() - 60_000);
    await app.prisma.signInChallenge.updateMany({ where: { userId: late.user.id }, data: { expiresAt } });
    await app.app.get(ExpiredChallengesService).remove();
    expect(await app.prisma.signInChallenge.count({ where: { userId: late.user.id } })).toBe(0);
    await verify(browser, waiting.phone.code());
  });

  it('cannot be made up', async () => {
    const person = await enrolled(app);
    const browser = app.browser();
    await expect(verify(browser, person.phone.code())).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
    browser.cookies.set(challengeCookie, 'A'.repeat(43));
    await expect(verify(browser, person.phone.code())).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
  });

  it('does not survive a change of the password', async () => {
    const person = await enrolled(app);
    const browser = await challenged(person);
    const body = { currentPassword: goodPassword, newPassword: 'amber lantern 5 hums' };
    await person.browser.call(accountEndpoints.changePassword, { body });
    await expect(verify(browser, person.phone.code())).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
  });
});
