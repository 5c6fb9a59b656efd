import { accountEndpoints, authEndpoints, identityEndpoints, mfaEndpoints, passkeyEndpoints } from '@pixelboxx/shared';
import { describe, expect, it } from 'vitest';
import { enableTotp } from '../support/clients/authenticator-app.ts';
import type { Browser } from '../support/clients/browser.ts';
import { newCredentials, register } from '../support/clients/users.ts';
import { useInterleaving } from '../support/database/interleaving.ts';
import { useTwin } from '../support/use-app.ts';
import { walkThrough } from '@pixelboxx/config/testing/openid-server';
import {
  callback,
  comeBack,
  linkBy,
  newSomebody,
  redirectUriOf,
  registerBy,
  signInBy,
  useProviders,
} from './identity-users.ts';

const interleaving = useInterleaving();
const { app, acme, other } = useProviders();
const twin = useTwin(app);

const staleSession = (userId: string) =>
  app.prisma.session.updateMany({ where: { userId }, data: { reauthenticatedAt: new Date(0) } });

/** Begins to prove again who the browser’s user is, and comes back. */
async function proveBy(browser: Browser, provider: string) {
  const { url } = await browser.call(identityEndpoints.stepUp, { body: { provider } });
  return callback(browser, provider, await walkThrough(url, redirectUriOf(provider)));
}

describe('[I5] linking an account at a provider', () => {
  it('requires reauthentication, is notified by mail, and is recorded', async () => {
    const { browser, user, credentials } = await register(app);
    await staleSession(user.id);
    await expect(linkBy(browser, acme)).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' });
    await browser.call(mfaEndpoints.stepUp, { body: { password: credentials.password } });
    expect(await linkBy(browser, acme)).toMatchObject({ outcome: 'LINKED' });
    const list = await browser.call(identityEndpoints.list);
    expect(list).toMatchObject({ hasPassword: true, items: [{ provider: { id: 'acme' }, lastUsedAt: null }] });
    const { text } = await app.mailbox.email(credentials.email, /A way to sign in was added/);
    expect(text).toContain('an account at another site');
    const { items } = await browser.call(accountEndpoints.securityEvents, { query: {} });
    expect(items[0]).toMatchObject({ type: 'IDENTITY_LINKED', provider: 'acme' });
  });

  it('is refused if it is already linked to any user', async () => {
    const owner = await registerBy(app, acme);
    const thief = await register(app);
    await expect(linkBy(thief.browser, acme)).rejects.toMatchObject({ code: 'IDENTITY_TAKEN' });
    await expect(linkBy(owner.browser, acme)).rejects.toMatchObject({ code: 'IDENTITY_TAKEN' });
  });

  it('can only be completed by the user who began it, in a live session', async () => {
    const [one, two] = [await register(app), await register(app)];
    const { url } = await one.browser.call(identityEndpoints.link, { body: { provider: 'acme' } });
    const response = await walkThrough(url, redirectUriOf('acme'));
    // The same browser, in which somebody else has signed in meanwhile.
    const shared = two.browser.clone();
    shared.cookies.set('pbx_authorization', one.browser.cookies.get('pbx_authorization') ?? '');
    await expect(callback(shared, 'acme', response)).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
    await one.browser.call(authEndpoints.logout);
    await expect(callback(one.browser, 'acme', response)).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
    expect(await app.prisma.identity.count({ where: { userId: { in: [one.user.id, two.user.id] } } })).toBe(0);
  });

  it('cannot be exchanged with a sign-in', async () => {
    const { browser } = await register(app);
    const response = await comeBack(browser, acme);
    // What was begun as a sign-in stays one: it offers an account, and links nothing to the one that is signed in.
    expect(await callback(browser, 'acme', response)).toMatchObject({ outcome: 'REGISTRATION' });
    expect((await browser.call(identityEndpoints.list)).items).toEqual([]);
  });

  it('is limited to ten', async () => {
    const { browser, user } = await register(app);
    const linkOf = (number: number) => ({
      userId: user.id,
      provider: 'acme',
      issuer: 'https://elsewhere.example',
      subject: `${user.id}-${number}`,
    });
    await app.prisma.identity.createMany({ data: Array.from({ length: 10 }, (_, number) => linkOf(number)) });
    await expect(linkBy(browser, acme)).rejects.toMatchObject({ code: 'IDENTITY_REJECTED' });
  });
});

describe('[I6] unlinking an account at a provider', () => {
  it('is refused for the last way to sign in', async () => {
    const { browser, somebody } = await registerBy(app, acme);
    const [first] = (await browser.call(identityEndpoints.list)).items;
    const unlinkFirst = () => browser.call(identityEndpoints.unlink, { params: { id: first?.id ?? '' } });
    await expect(unlinkFirst()).rejects.toMatchObject({ code: 'LAST_SIGN_IN_METHOD', status: 409 });
    expect((await browser.call(identityEndpoints.list)).items).toHaveLength(1);
    await linkBy(browser, other);
    await unlinkFirst();
    acme.somebody = somebody;
    // Its e-mail is the account’s, which is no way in by itself.
    await expect(signInBy(app.browser(), acme)).rejects.toMatchObject({ code: 'ACCOUNT_EXISTS' });
    await app.mailbox.email(somebody.email ?? '', /A way to sign in was removed/);
  });

  it('keeps one of two if both are unlinked simultaneously', async () => {
    const { browser, user } = await registerBy(app, acme);
    await linkBy(browser, other);
    const { items } = await browser.call(identityEndpoints.list);
    await Promise.allSettled(items.map(({ id }) => browser.call(identityEndpoints.unlink, { params: { id } })));
    expect(await app.prisma.identity.count({ where: { userId: user.id } })).toBe(1);
  });

  it('and removing a passkey are both refused for the last way to sign in', async () => {
    const { browser, user } = await registerBy(app, acme);
    const { id } = await app.prisma.passkey.create({
      data: {
        userId: user.id,
        credentialId: `credential-of-${user.id}`,
        publicKey: new Uint8Array(1),
        name: 'Key',
        synced: false,
        transports: [],
      },
    });
    const [identity] = (await browser.call(identityEndpoints.list)).items;
    await browser.call(identityEndpoints.unlink, { params: { id: identity?.id ?? '' } });
    const removal = browser.call(passkeyEndpoints.remove, { params: { id } });
    await expect(removal).rejects.toMatchObject({ code: 'LAST_SIGN_IN_METHOD' });
  });

  /** At a provider that was configured once. */
  const linkGone = (userId: string) =>
    app.prisma.identity.create({ data: { userId, provider: 'gone', issuer: 'https://gone.example', subject: userId } });

  it('an account at a provider that is no longer configured is no way in, and no proof', async () => {
    const member = await register(app);
    await linkGone(member.user.id);
    await expect(member.browser.call(identityEndpoints.stepUp, { body: { provider: 'gone' } })).rejects.toMatchObject({
      code: 'STEP_UP_REQUIRED',
      details: { methods: ['PASSWORD'] },
    });
    const { browser, user } = await registerBy(app, acme);
    const [identity] = (await browser.call(identityEndpoints.list)).items;
    await linkGone(user.id);
    const unlinking = browser.call(identityEndpoints.unlink, { params: { id: identity?.id ?? '' } });
    await expect(unlinking).rejects.toMatchObject({ code: 'LAST_SIGN_IN_METHOD' });
  });

  it('is possible only for one’s own accounts, after reauthentication', async () => {
    const owner = await registerBy(app, acme);
    const [identity] = (await owner.browser.call(identityEndpoints.list)).items;
    const params = { id: identity?.id ?? '' };
    const { browser } = await register(app);
    await expect(browser.call(identityEndpoints.unlink, { params })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await staleSession(owner.user.id);
    const stale = owner.browser.call(identityEndpoints.unlink, { params });
    await expect(stale).rejects.toMatchObject({
      code: 'STEP_UP_REQUIRED',
      details: { methods: ['IDENTITY', 'EMAIL_CODE'] },
    });
  });
});

describe('[I7] other protections of an account also apply with a provider', () => {
  it('codes from an app are required after a sign-in by provider, too', async () => {
    const { browser, user } = await register(app);
    await linkBy(browser, acme);
    const { app: phone } = await enableTotp(browser);
    const visitor = app.browser();
    await expect(signInBy(visitor, acme)).rejects.toMatchObject({ code: 'MFA_REQUIRED', status: 401 });
    await expect(visitor.call(authEndpoints.me)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await visitor.call(mfaEndpoints.verify, { body: { code: phone.code(1) } })).toMatchObject({ id: user.id });
    const { items } = await visitor.call(accountEndpoints.securityEvents, { query: {} });
    expect(items[0]).toMatchObject({ type: 'IDENTITY_SIGNED_IN', provider: 'acme' });
    // Nor does it take the place of a code for what wants a fresh proof.
    const start = visitor.call(identityEndpoints.stepUp, { body: { provider: 'acme' } });
    await expect(start).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' });
  });

  it('a user without a password reauthenticates by a new sign-in at the provider', async () => {
    const { browser, user, somebody } = await registerBy(app, acme);
    await staleSession(user.id);
    const typed = browser.call(mfaEndpoints.stepUp, { body: { password: 'anything at all' } });
    await expect(typed).rejects.toMatchObject({
      code: 'STEP_UP_REQUIRED',
      details: { methods: ['IDENTITY', 'EMAIL_CODE'] },
    });
    expect(await proveBy(browser, 'acme')).toMatchObject({ outcome: 'PROVEN' });
    acme.somebody = somebody;
    other.somebody = newSomebody();
    expect(await linkBy(browser, other)).toMatchObject({ outcome: 'LINKED' });
  });

  it('reauthentication by provider does not suffice if codes are enabled at any moment meanwhile', async () => {
    let browser: Browser;
    let elsewhere: Browser;
    let response: string;
    await interleaving.everywhere({
      prepare: async () => {
        acme.somebody = newSomebody();
        const account = await registerBy(app, acme);
        browser = account.browser;
        elsewhere = twin.browser();
        for (const [name, value] of browser.cookies) elsewhere.cookies.set(name, value);
        const { url } = await browser.call(identityEndpoints.stepUp, { body: { provider: 'acme' } });
        response = await walkThrough(url, redirectUriOf('acme'));
      },
      request: () => browser.post(identityEndpoints.callback.path, { provider: 'acme', response }),
      work: () => enableTotp(elsewhere),
      // The other device has proven the codes, and so has this session, whose copy it is: what it was told is what counts.
      check: async (reply) => expect(await reply.json()).not.toMatchObject({ data: { outcome: 'PROVEN' } }),
    });
  });

  it('reauthentication refuses another provider account, an old sign-in, or one without a time', async () => {
    const { browser, user, somebody } = await registerBy(app, acme);
    acme.somebody = newSomebody();
    await expect(proveBy(browser, 'acme')).rejects.toMatchObject({ code: 'IDENTITY_REJECTED' });
    acme.somebody = somebody;
    const long = Math.floor(Date.now() / 1000) - 3600;
    for (const authTime of [long, undefined]) {
      acme.claims = (claims) => ({ ...claims, auth_time: authTime });
      await expect(proveBy(browser, 'acme')).rejects.toMatchObject({ code: 'IDENTITY_REJECTED' });
    }
    acme.reset();
    await staleSession(user.id);
    await expect(linkBy(browser, other)).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' });
  });

  it('an account taken over by the owner of its mailbox loses the accounts linked before', async () => {
    acme.somebody = newSomebody({ email_verified: false });
    const { user, somebody } = await registerByTyping(acme.somebody.email ?? '');
    const token = await app.mailbox.token(somebody, /Confirm your e-mail/);
    const opened = await app.browser().call(accountEndpoints.verifyEmail, { body: { token } });
    expect(opened).toMatchObject({ mustResetPassword: true });
    expect(await app.prisma.identity.count({ where: { userId: user.id } })).toBe(0);
  });

  async function registerByTyping(email: string) {
    const browser = app.browser();
    await signInBy(browser, acme);
    const { username } = newCredentials();
    return { user: await browser.call(identityEndpoints.register, { body: { username, email } }), somebody: email };
  }

  it('after a reported theft linked accounts cannot sign in, and are removed once a password is chosen', async () => {
    const { browser, user, credentials } = await register(app);
    const verification = await app.mailbox.token(credentials.email, /Confirm your e-mail/);
    await browser.call(accountEndpoints.verifyEmail, { body: { token: verification } });
    await linkBy(browser, acme);
    const token = await app.mailbox.token(credentials.email, /A way to sign in was added/);
    await app.browser().call(accountEndpoints.reportCompromise, { body: { token } });
    await expect(signInBy(app.browser(), acme)).rejects.toMatchObject({ code: 'IDENTITY_REJECTED' });
    const reset = await app.mailbox.token(credentials.email, /password/i, -1);
    await app
      .browser()
      .call(accountEndpoints.resetPassword, { body: { token: reset, password: 'amber walks 9 tall' } });
    expect(await app.prisma.identity.count({ where: { userId: user.id } })).toBe(0);
  });

  it('a password can be set by a mailed link, and then used to sign in', async () => {
    const { browser, user, somebody } = await registerBy(app, acme);
    const email = somebody.email ?? '';
    const change = browser.call(accountEndpoints.changeEmail, {
      body: { email: newCredentials().email, password: 'x' },
    });
    await expect(change).rejects.toMatchObject({
      code: 'WRONG_PASSWORD',
      details: { fields: { password: [expect.stringContaining('no password yet')] } },
    });
    await browser.call(accountEndpoints.forgotPassword, { body: { email } });
    const token = await app.mailbox.token(email, /password/i);
    const password = 'amber walks 9 tall';
    await app.browser().call(accountEndpoints.resetPassword, { body: { token, password } });
    const signedIn = app.browser();
    await signedIn.call(authEndpoints.login, { body: { identifier: user.username, password } });
    expect(await signedIn.call(identityEndpoints.list)).toMatchObject({ hasPassword: true, items: [{}] });
  });
});
