import { accountEndpoints, authEndpoints, type SecurityEvent, userEndpoints } from '@pixelboxx/shared';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import type { Browser } from '../support/browser.ts';
import { Mailbox } from '../support/mailbox.ts';
import { newCredentials, type Person, register } from '../support/people.ts';

const { changePassword, changeEmail, verifyEmail, resetPassword, disown, securityEvents, resendVerification } =
  accountEndpoints;
const newPassword = 'amber lantern 5 hums';
const unauthenticated = { code: 'UNAUTHENTICATED', status: 401 };

let app: RunningApp;
let mailbox: Mailbox;

beforeAll(async () => {
  app = await startApp();
  mailbox = new Mailbox(app);
});

afterAll(() => app.stop());

async function verified(): Promise<Person> {
  const person = await register(app);
  const token = await mailbox.token(person.credentials.email, /Confirm your e-mail/);
  await person.browser.call(verifyEmail, { body: { token } });
  return person;
}

async function signIn(identifier: string, password: string): Promise<Browser> {
  const browser = app.browser();
  await browser.call(authEndpoints.login, { body: { identifier, password } });
  return browser;
}

async function eventTypes(browser: Browser): Promise<string[]> {
  const { items } = await browser.call(securityEvents, { query: { limit: 100 } });
  return items.map(({ type }) => type);
}

describe('changing the password', () => {
  it('ends all other sessions and gives this one new cookies', async () => {
    const { browser, credentials, user } = await register(app);
    const other = await signIn(credentials.email, credentials.password);
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
    await expect(signIn(credentials.email, credentials.password)).rejects.toMatchObject({ status: 401 });
    await signIn(credentials.email, newPassword);
  });

  it('tells the owner, and writes it down', async () => {
    const { browser, credentials } = await register(app);
    const body = { currentPassword: credentials.password, newPassword };
    await browser.call(changePassword, { body });
    const notice = await mailbox.letter(credentials.email, /password was changed/);
    expect(notice.text).toContain('/not-me#token=');
    expect(await eventTypes(browser)).toContain('PASSWORD_CHANGED');
  });

  it('refuses a wrong current password on its field, and ends nothing', async () => {
    const { browser } = await register(app);
    const answer = browser.call(changePassword, { body: { currentPassword: 'not this', newPassword } });
    await expect(answer).rejects.toMatchObject({
      code: 'WRONG_PASSWORD',
      status: 403,
      details: { fields: { currentPassword: ['This is not your password.'] } },
    });
    await browser.call(authEndpoints.me);
  });

  it.each([
    ['password1', /most common/],
    ['violet kettle 7 sings', /have now/],
  ])('refuses %s as the new one', async (candidate, reason) => {
    const { browser, credentials } = await register(app);
    const body = { currentPassword: credentials.password, newPassword: candidate };
    await expect(browser.call(changePassword, { body })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      details: { fields: { newPassword: [expect.stringMatching(reason)] } },
    });
  });

  it('does not let a borrowed session guess the password', async () => {
    const { browser, credentials } = await register(app);
    const guess = (currentPassword: string) =>
      browser.post('/v1/auth/password/change', { currentPassword, newPassword });
    const answers = await Promise.all(Array.from({ length: 15 }, (_, index) => guess(`guess ${index}`)));
    expect(answers.filter(({ status }) => status === 403)).toHaveLength(10);
    const refused = await guess(credentials.password);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('changing the e-mail address', () => {
  it('takes effect when the new mailbox confirms, and tells the old one', async () => {
    const { browser, credentials, user } = await verified();
    const { email } = newCredentials();
    await browser.call(changeEmail, { body: { email, password: credentials.password } });
    const token = await mailbox.token(email, /Confirm your new e-mail/);
    expect(await browser.call(authEndpoints.me)).toMatchObject({ email: credentials.email });

    expect(await browser.call(verifyEmail, { body: { token } })).toEqual({ done: true, mustResetPassword: false });
    expect(await browser.call(authEndpoints.me)).toEqual({ ...user, email, isVerified: true });
    const notice = await mailbox.letter(credentials.email, /address was changed/);
    expect(notice.text).toContain('/not-me#token=');
    expect(notice.text + notice.html).not.toContain(email);
    await signIn(email, credentials.password);
    expect(await eventTypes(browser)).toEqual(expect.arrayContaining(['EMAIL_CHANGE_REQUESTED', 'EMAIL_CHANGED']));
  });

  it('is refused, and the link stays usable, in a browser that is not signed in to the account', async () => {
    const { browser, credentials } = await verified();
    const stranger = await register(app);
    const { email } = newCredentials();
    await browser.call(changeEmail, { body: { email, password: credentials.password } });
    const token = await mailbox.token(email, /Confirm your new e-mail/);
    for (const visitor of [app.browser(), stranger.browser]) {
      await expect(visitor.call(verifyEmail, { body: { token } })).rejects.toMatchObject(unauthenticated);
    }
    await browser.call(verifyEmail, { body: { token } });
  });

  it('wants the password, another address, and one that is free', async () => {
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
    expect(await mailbox.letters(email)).toHaveLength(0);
    expect(await mailbox.letters(taken.credentials.email)).toHaveLength(1);
  });

  it('answers EMAIL_TAKEN when somebody registered the address meanwhile', async () => {
    const { browser, credentials } = await verified();
    const { email } = newCredentials();
    await browser.call(changeEmail, { body: { email, password: credentials.password } });
    const token = await mailbox.token(email, /Confirm your new e-mail/);
    await register(app, { email });
    await expect(browser.call(verifyEmail, { body: { token } })).rejects.toMatchObject({ code: 'EMAIL_TAKEN' });
    expect(await browser.call(authEndpoints.me)).toMatchObject({ email: credentials.email });
  });

  it('is voided by a new password: whoever asked for it may have been somebody else', async () => {
    const { browser, credentials } = await verified();
    const { email } = newCredentials();
    await browser.call(changeEmail, { body: { email, password: credentials.password } });
    const token = await mailbox.token(email, /Confirm your new e-mail/);
    await browser.call(changePassword, { body: { currentPassword: credentials.password, newPassword } });
    await expect(browser.call(verifyEmail, { body: { token } })).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
  });

  it('mails the link again to the address that waits to be confirmed', async () => {
    const { browser, credentials } = await verified();
    const { email } = newCredentials();
    await browser.call(changeEmail, { body: { email, password: credentials.password } });
    await browser.call(resendVerification);
    const token = await mailbox.token(email, /Confirm your new e-mail/, 1);
    await browser.call(verifyEmail, { body: { token } });
  });

  it('gives an address that was never proven no say in the account', async () => {
    const { browser, credentials } = await register(app);
    const { email } = newCredentials();
    await browser.call(changeEmail, { body: { email, password: credentials.password } });
    const token = await mailbox.token(email, /Confirm your new e-mail/);
    await browser.call(verifyEmail, { body: { token } });
    const notice = await mailbox.letter(credentials.email, /address was changed/);
    expect(notice.text).not.toContain('#token=');
  });
});

describe('saying “this wasn’t me”', () => {
  it('ends every session, retires the password and mails a link for a new one', async () => {
    const { browser, credentials } = await verified();
    const thief = await signIn(credentials.email, credentials.password);
    await thief.call(changePassword, { body: { currentPassword: credentials.password, newPassword } });
    const token = await mailbox.token(credentials.email, /password was changed/);
    expect(await app.browser().call(disown, { body: { token } })).toEqual({ done: true });

    for (const dead of [browser, thief]) {
      await expect(dead.call(authEndpoints.me)).rejects.toMatchObject(unauthenticated);
      await expect(dead.call(authEndpoints.refresh)).rejects.toMatchObject({ code: 'REFRESH_INVALID' });
    }
    for (const password of [credentials.password, newPassword]) {
      await expect(signIn(credentials.email, password)).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    }
    const reset = await mailbox.token(credentials.email, /Your account is safe/);
    await app.browser().call(resetPassword, { body: { token: reset, password: 'mine again, 4 ever' } });
    const back = await signIn(credentials.email, 'mine again, 4 ever');
    expect(await eventTypes(back)).toEqual(expect.arrayContaining(['DISOWNED', 'PASSWORD_REVOKED', 'PASSWORD_RESET']));
  });

  it('works once, and for exactly one of many at the same time', async () => {
    const { browser, credentials } = await verified();
    await browser.call(changePassword, { body: { currentPassword: credentials.password, newPassword } });
    const token = await mailbox.token(credentials.email, /password was changed/);
    const uses = await Promise.all(
      Array.from({ length: 5 }, () => app.browser().post('/v1/auth/security/disown', { token })),
    );
    expect(uses.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400]);
    await mailbox.settled();
    expect(await mailbox.letters(credentials.email, /Your account is safe/)).toHaveLength(1);
  });

  it('expires after seven days', async () => {
    const { browser, credentials, user } = await verified();
    await browser.call(changePassword, { body: { currentPassword: credentials.password, newPassword } });
    const token = await mailbox.token(credentials.email, /password was changed/);
    await app.prisma.accountLink.updateMany({ where: { userId: user.id }, data: { expiresAt: new Date() } });
    await expect(app.browser().call(disown, { body: { token } })).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
  });

  async function hijacked(): Promise<{ victim: Person; thief: Browser; thiefEmail: string }> {
    const victim = await verified();
    const { email, password } = victim.credentials;
    const thief = await signIn(email, password);
    const thiefEmail = newCredentials().email;
    await thief.call(changeEmail, { body: { email: thiefEmail, password } });
    await thief.call(verifyEmail, { body: { token: await mailbox.token(thiefEmail, /Confirm your new/) } });
    return { victim, thief, thiefEmail };
  }

  it('puts back the address that a thief replaced, and mails nothing to the thief', async () => {
    const { victim, thief, thiefEmail } = await hijacked();
    const { email } = victim.credentials;
    const token = await mailbox.token(email, /address was changed/);
    await app.browser().call(disown, { body: { token } });
    await expect(thief.call(authEndpoints.me)).rejects.toMatchObject(unauthenticated);
    const reset = await mailbox.token(email, /Your account is safe/);
    await app.browser().call(resetPassword, { body: { token: reset, password: newPassword } });
    const owner = await signIn(email, newPassword);
    expect(await owner.call(authEndpoints.me)).toMatchObject({ id: victim.user.id, email, isVerified: true });
    await mailbox.settled();
    expect(await mailbox.letters(thiefEmail)).toHaveLength(1);
  });

  it('puts it back even when the thief has registered another account with it', async () => {
    const { victim } = await hijacked();
    const { email } = victim.credentials;
    const blocker = await register(app, { email });
    const token = await mailbox.token(email, /address was changed/);
    await app.browser().call(disown, { body: { token } });
    const reset = await mailbox.token(email, /Your account is safe/);
    await app.browser().call(resetPassword, { body: { token: reset, password: newPassword } });
    const owner = await signIn(email, newPassword);
    expect(await owner.call(authEndpoints.me)).toMatchObject({ id: victim.user.id, email });
    expect(await blocker.browser.call(authEndpoints.me)).toMatchObject({
      email: `${blocker.user.id}@released.invalid`,
    });
  });

  it('saves the account without its address when the owner has proven it for another account since', async () => {
    const { victim, thief } = await hijacked();
    const { email, username } = victim.credentials;
    const second = await register(app, { email });
    const verification = await mailbox.token(email, /Confirm your e-mail/, 1);
    await second.browser.call(verifyEmail, { body: { token: verification } });
    await app.browser().call(disown, { body: { token: await mailbox.token(email, /address was changed/) } });
    await expect(thief.call(authEndpoints.me)).rejects.toMatchObject(unauthenticated);
    const reset = await mailbox.token(email, /Your account is safe/);
    await app.browser().call(resetPassword, { body: { token: reset, password: newPassword } });
    const owner = await signIn(username, newPassword);
    expect(await owner.call(authEndpoints.me)).toMatchObject({ id: victim.user.id, isVerified: false });
    expect(await second.browser.call(authEndpoints.me)).toMatchObject({ email, isVerified: true });
  });
});

describe('notices and events', () => {
  it('tells the owner when an old sign-in token comes back', async () => {
    const { browser, credentials, user } = await register(app);
    const copied = browser.clone();
    await browser.call(authEndpoints.refresh);
    await browser.call(authEndpoints.refresh);
    await expect(copied.call(authEndpoints.refresh)).rejects.toMatchObject({ code: 'REFRESH_REUSED' });
    const notice = await mailbox.letter(credentials.email, /signed out one of your devices/);
    await app.browser().call(disown, { body: { token: /#token=([\w-]+)/.exec(notice.text)?.[1] ?? '' } });
    expect(await app.prisma.session.count({ where: { userId: user.id } })).toBe(1);
  });

  it('pages through what happened, the latest first, without gap or repetition', async () => {
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

  it('shows nobody else’s events, and refuses a cursor that is none', async () => {
    const [alice, bob] = [await register(app), await register(app)];
    const { items } = await alice.browser.call(securityEvents, { query: {} });
    const { items: others } = await bob.browser.call(securityEvents, { query: {} });
    expect(items.map(({ id }) => id)).not.toEqual(expect.arrayContaining(others.map(({ id }) => id)));
    for (const cursor of ['x', "1.'; --", '1.00000000']) {
      const answer = bob.browser.call(securityEvents, { query: { cursor } });
      await expect(answer).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
    }
    await expect(app.browser().call(securityEvents, { query: {} })).rejects.toMatchObject(unauthenticated);
  });

  it('greets in letters by username only, so that a name cannot carry a stranger’s message', async () => {
    const displayName = '<b>You won</b> https://evil.example';
    const { browser, credentials } = await register(app, { displayName });
    await browser.call(userEndpoints.updateMe, { body: { displayName } });
    const { text, html } = await mailbox.letter(credentials.email, /Confirm/);
    expect(text).toContain(credentials.username);
    expect(text + html).not.toContain('You won');
  });
});
