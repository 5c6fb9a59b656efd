import {
  accountEndpoints,
  authEndpoints,
  type CurrentUser,
  emailCodeEndpoints,
  identityEndpoints,
  passkeyEndpoints,
} from '@pixelboxx/shared';
import { describe, expect, it } from 'vitest';
import { ask, readCode, typeCode } from '../email-codes/code-users.ts';
import type { Browser } from '../support/clients/browser.ts';
import { sessionIdOf } from '../support/clients/devices.ts';
import { type AuthenticatorOptions, SoftwareAuthenticator } from '../support/clients/software-authenticator.ts';
import { newCredentials, register } from '../support/clients/users.ts';
import { useApp, useTwin } from '../support/use-app.ts';

const app = useApp();
const twin = useTwin(app);

interface PasskeyUser {
  readonly browser: Browser;
  readonly key: SoftwareAuthenticator;
  readonly user: CurrentUser;
  readonly account: { readonly username: string; readonly email: string };
}

const newAccount = () => {
  const { username, email } = newCredentials();
  return { username, email };
};

async function signUp(options: AuthenticatorOptions = {}): Promise<PasskeyUser> {
  const [browser, key, account] = [app.browser(), new SoftwareAuthenticator(options), newAccount()];
  const made = await browser.call(passkeyEndpoints.signUpOptions, { body: account });
  const body = { ...account, name: 'my phone', response: key.create(made) };
  return { browser, key, account, user: await browser.call(passkeyEndpoints.signUp, { body }) };
}

async function signIn(key: SoftwareAuthenticator, browser = app.browser()): Promise<CurrentUser> {
  const response = key.get(await browser.call(passkeyEndpoints.authenticationOptions));
  return browser.call(passkeyEndpoints.signIn, { body: { response } });
}

async function letReauthenticationPass(browser: Browser): Promise<void> {
  const reauthenticatedAt = new Date(Date.now() - 11 * 60_000);
  await app.prisma.session.update({ where: { id: sessionIdOf(app, browser) }, data: { reauthenticatedAt } });
}

describe('signing up with a passkey', () => {
  it('[E9] makes an account without a password, signs in, and asks the mailbox to confirm', async () => {
    const { browser, key, user, account } = await signUp();
    expect(user).toMatchObject({ ...account, isVerified: false });
    expect(await browser.call(authEndpoints.me)).toMatchObject({ id: user.id });
    expect((await signIn(key)).id).toBe(user.id);
    expect(await browser.call(identityEndpoints.list)).toMatchObject({ hasPassword: false });
    const { passwordHash } = await app.prisma.user.findUniqueOrThrow({ where: { id: user.id } });
    expect(passwordHash).toBe('-');
    const announced = { subject: 'user.registered', aggregateId: user.id };
    expect(await app.prisma.outboxEvent.count({ where: announced })).toBe(1);
    for (const password of ['-', ' ', 'violet kettle 7 sings']) {
      const login = app.browser().call(authEndpoints.login, { body: { identifier: account.email, password } });
      await expect(login).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    }
    await app.mailbox.token(account.email, /Confirm your e-mail/);
    const { items } = await browser.call(accountEndpoints.securityEvents, { query: { limit: 10 } });
    expect(items.map(({ type }) => type)).toEqual(expect.arrayContaining(['ACCOUNT_CREATED', 'PASSKEY_ADDED']));
  });

  it('[E9] requires a discoverable passkey with user verification', async () => {
    const account = newAccount();
    const browser = app.browser();
    const options = await browser.call(passkeyEndpoints.signUpOptions, { body: account });
    expect(options).toMatchObject({
      user: { name: account.username },
      excludeCredentials: [],
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    const body = (key: SoftwareAuthenticator) => ({ ...account, name: 'key', response: key.create(options) });
    for (const key of [
      new SoftwareAuthenticator({ verifiesUser: false }),
      new SoftwareAuthenticator({ origin: 'https://evil.example' }),
    ]) {
      const fresh = await browser.call(passkeyEndpoints.signUpOptions, { body: account });
      const response = key.create(fresh);
      const refused = browser.call(passkeyEndpoints.signUp, { body: { ...account, name: 'key', response } });
      await expect(refused).rejects.toMatchObject({ code: 'PASSKEY_REJECTED' });
    }
    await browser.call(passkeyEndpoints.signUp, { body: body(new SoftwareAuthenticator()) });
  });

  it('[E9] accepts a challenge once, on any replica, and only for its own purpose', async () => {
    const [key, account] = [new SoftwareAuthenticator(), newAccount()];
    const options = await app.browser().call(passkeyEndpoints.signUpOptions, { body: account });
    const response = key.create(options);
    const statuses = await Promise.all(
      Array.from({ length: 10 }, async (_, index) => {
        const browser = (index % 2 === 0 ? app : twin).browser();
        const body = { username: `${account.username.slice(0, 20)}_${index}`, email: `${index}-${account.email}` };
        return (await browser.post(passkeyEndpoints.signUp.path, { ...body, name: 'key', response })).status;
      }),
    );
    expect(statuses.toSorted()).toEqual([201, ...Array.from({ length: 9 }, () => 400)]);
    // A challenge for signing in, or for another passkey of one's own, makes no account.
    const { browser } = await register(app);
    for (const other of [
      await browser.call(passkeyEndpoints.authenticationOptions),
      await browser.call(passkeyEndpoints.registrationOptions),
    ]) {
      const made = new SoftwareAuthenticator().create({ ...other, rp: options['rp'], user: options['user'] });
      const refused = app
        .browser()
        .call(passkeyEndpoints.signUp, { body: { ...newAccount(), name: 'k', response: made } });
      await expect(refused).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
    }
  });

  it('[E9] reports a taken username or address before a passkey is created, and creates nothing partially', async () => {
    const taken = await register(app);
    const { username, email } = newAccount();
    const options = (body: object) => app.browser().post(passkeyEndpoints.signUpOptions.path, body);
    expect(await (await options({ username: taken.credentials.username, email })).text()).toContain('USERNAME_TAKEN');
    expect(await (await options({ username, email: taken.credentials.email })).text()).toContain('EMAIL_TAKEN');
    expect(await (await options({ username: 'admin', email })).text()).toContain('VALIDATION_ERROR');
    const browser = app.browser();
    const key = new SoftwareAuthenticator();
    const made = await browser.call(passkeyEndpoints.signUpOptions, { body: { username, email } });
    await register(app, { username });
    const late = browser.call(passkeyEndpoints.signUp, {
      body: { username, email, name: 'key', response: key.create(made) },
    });
    await expect(late).rejects.toMatchObject({ code: 'USERNAME_TAKEN' });
    expect(await app.prisma.user.count({ where: { email } })).toBe(0);
    await expect(signIn(key)).rejects.toMatchObject({ code: 'PASSKEY_REJECTED' });
  });

  it('[E9] refuses a passkey that is already registered', async () => {
    const { key } = await signUp();
    const account = newAccount();
    const options = await app.browser().call(passkeyEndpoints.signUpOptions, { body: account });
    const body = { ...account, name: 'key', response: key.create(options) };
    await expect(app.browser().call(passkeyEndpoints.signUp, { body })).rejects.toMatchObject({
      code: 'PASSKEY_REJECTED',
    });
  });
});

describe('an account without a password', () => {
  it('[E10] cannot lose its last passkey, and gets a password by a mailed link', async () => {
    const { browser, account, user } = await signUp();
    const [passkey] = (await browser.call(passkeyEndpoints.list)).items;
    const remove = (by: Browser) => by.call(passkeyEndpoints.remove, { params: { id: passkey?.id ?? '' } });
    await expect(remove(browser)).rejects.toMatchObject({ code: 'LAST_SIGN_IN_METHOD' });
    const token = await app.mailbox.token(account.email, /Confirm your e-mail/);
    await browser.call(accountEndpoints.verifyEmail, { body: { token } });
    await app.browser().call(accountEndpoints.forgotPassword, { body: { email: account.email } });
    const reset = await app.mailbox.token(account.email, /Choose a new password/);
    const password = 'amber lantern 5 hums';
    await app.browser().call(accountEndpoints.resetPassword, { body: { token: reset, password } });
    const again = app.browser();
    expect(await again.call(authEndpoints.login, { body: { identifier: account.username, password } })).toMatchObject({
      id: user.id,
    });
    await remove(again);
  });

  it('[E10] reauthenticates by its passkey, or by a code once its address is verified', async () => {
    const { browser, account } = await signUp();
    await letReauthenticationPass(browser);
    const sensitive = () => browser.call(passkeyEndpoints.registrationOptions);
    await expect(sensitive()).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED', details: { methods: ['PASSKEY'] } });
    await ask(browser, account.email);
    const { code } = await readCode(app, account.email);
    const prove = (digits: string) => browser.call(emailCodeEndpoints.stepUp, { body: { code: digits } });
    await expect(prove(code)).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' });
    const token = await app.mailbox.token(account.email, /Confirm your e-mail/);
    await browser.call(accountEndpoints.verifyEmail, { body: { token } });
    await expect(sensitive()).rejects.toMatchObject({ details: { methods: ['PASSKEY', 'EMAIL_CODE'] } });
    await ask(browser, account.email);
    const second = await readCode(app, account.email, 1);
    await expect(prove(code)).rejects.toMatchObject({ code: 'INVALID_CODE' });
    await prove(second.code);
    await sensitive();
    await letReauthenticationPass(browser);
    await expect(prove(second.code)).rejects.toMatchObject({ code: 'INVALID_CODE' });
  });

  it('[E10] refuses another account’s code as a proof, and any code if it has a password', async () => {
    const { browser, account } = await signUp();
    await app.prisma.user.update({ where: { email: account.email }, data: { isVerified: true } });
    const other = await signUp();
    await ask(browser, other.account.email);
    const { code } = await readCode(app, other.account.email);
    const prove = (by: Browser, digits: string) => by.call(emailCodeEndpoints.stepUp, { body: { code: digits } });
    await expect(prove(browser, code)).rejects.toMatchObject({ code: 'INVALID_CODE' });
    const withPassword = await register(app);
    await ask(withPassword.browser, withPassword.credentials.email);
    const theirs = await readCode(app, withPassword.credentials.email);
    await expect(prove(withPassword.browser, theirs.code)).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' });
  });

  it('[E6] registered with somebody else’s address is theirs after their first code: the old passkey no longer works', async () => {
    const { key, browser, account, user } = await signUp();
    const owner = app.browser();
    await ask(owner, account.email);
    expect(await typeCode(owner, account.email, (await readCode(app, account.email)).code)).toMatchObject({
      id: user.id,
    });
    await expect(browser.call(authEndpoints.me)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(signIn(key)).rejects.toMatchObject({ code: 'PASSKEY_REJECTED' });
    expect(await owner.call(authEndpoints.me)).toMatchObject({ id: user.id, isVerified: true });
  });
});
