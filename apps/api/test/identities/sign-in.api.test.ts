import { accountEndpoints, authEndpoints, identityEndpoints } from '@pixelboxx/shared';
import { describe, expect, it } from 'vitest';
import { PasswordHasher } from '../../src/auth/passwords/index.ts';
import { useApp } from '../support/use-app.ts';
import { newCredentials, register } from '../support/clients/users.ts';
import { linkBy, newSomebody, registerBy, signInBy, useProviders } from './identity-users.ts';

describe('where no provider is configured', () => {
  const app = useApp();

  it('none is offered, and none can be requested', async () => {
    const browser = app.browser();
    expect((await browser.call(identityEndpoints.providers)).items).toEqual([]);
    const start = browser.call(identityEndpoints.start, { body: { provider: 'google' } });
    await expect(start).rejects.toMatchObject({ code: 'NOT_FOUND', status: 404 });
    const callback = browser.call(identityEndpoints.callback, { body: { provider: 'google', response: 'state=x' } });
    await expect(callback).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
  });
});

describe('[I1] signing in with a provider', () => {
  const { app, acme, other } = useProviders();

  it('lists the providers in the order of the configuration, without secrets', async () => {
    expect(await app.browser().call(identityEndpoints.providers)).toEqual({
      items: [
        { id: 'acme', name: 'The acme' },
        { id: 'other', name: 'The other' },
      ],
      methods: ['password', 'passkey', 'email-code'],
    });
  });

  it('offers a new user registration, with a free username and the provider’s verified e-mail', async () => {
    acme.somebody = newSomebody({ preferred_username: 'Zoë Müller' });
    expect(await signInBy(app.browser(), acme)).toEqual({
      outcome: 'REGISTRATION',
      user: null,
      registration: {
        provider: { id: 'acme', name: 'The acme' },
        username: 'zoe_muller',
        email: acme.somebody.email,
        emailVerified: true,
        hasImage: false,
      },
    });
  });

  it('creates a verified account without a password, and signs in to it from then on', async () => {
    const { user, somebody, browser } = await registerBy(app, acme);
    expect(user).toMatchObject({ email: somebody.email, isVerified: true });
    expect(await browser.call(authEndpoints.me)).toEqual(user);
    const where = { aggregateId: user.id, subject: 'user.registered' };
    expect(await app.prisma.outboxEvent.count({ where })).toBe(1);
    expect(await app.mailbox.emails(somebody.email ?? '', /confirm|verify/i)).toEqual([]);
    const again = app.browser();
    expect(await signInBy(again, acme)).toMatchObject({ outcome: 'SIGNED_IN', user: { id: user.id } });
    const list = await again.call(identityEndpoints.list);
    expect(list).toMatchObject({ hasPassword: false, items: [{ provider: { id: 'acme' }, email: somebody.email }] });
    expect(list.items[0]?.lastUsedAt).not.toBeNull();
  });

  it.each([false, 'true', undefined])(
    'mails a verification link if the provider’s email_verified is %j',
    async (said) => {
      acme.somebody = newSomebody({ email_verified: said });
      const { user, somebody, browser } = await registerByWith(acme.somebody.email ?? '');
      expect(user.isVerified).toBe(false);
      const token = await app.mailbox.token(somebody, /confirm|verify/i);
      await browser.call(accountEndpoints.verifyEmail, { body: { token } });
      expect(await browser.call(authEndpoints.me)).toMatchObject({ isVerified: true });
    },
  );

  it('trusts the provider for its own e-mail, and not for another one typed by the user', async () => {
    const { email } = newCredentials();
    const { user } = await registerByWith(email);
    expect(user).toMatchObject({ email, isVerified: false });
  });

  async function registerByWith(email: string) {
    const browser = app.browser();
    const { registration } = await signInBy(browser, acme);
    const username = registration?.username ?? '';
    const user = await browser.call(identityEndpoints.register, { body: { username, email } });
    return { user, browser, somebody: email };
  }

  it('requires the user to type an e-mail if the provider sends none', async () => {
    const { sub, preferred_username: name = '' } = newSomebody();
    acme.somebody = { sub, preferred_username: name };
    const browser = app.browser();
    expect(await signInBy(browser, acme)).toMatchObject({ registration: { email: null, emailVerified: false } });
    const without = browser.call(identityEndpoints.register, { body: { username: name } });
    await expect(without).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
    const { email } = newCredentials();
    const user = await browser.call(identityEndpoints.register, { body: { username: name, email } });
    expect(user).toMatchObject({ email, isVerified: false });
  });

  it('allows another attempt if the username is taken, and creates only one account', async () => {
    const taken = await register(app);
    const browser = app.browser();
    await signInBy(browser, acme);
    const clash = browser.call(identityEndpoints.register, { body: { username: taken.credentials.username } });
    await expect(clash).rejects.toMatchObject({ code: 'USERNAME_TAKEN' });
    const [one, two] = [newCredentials().username, newCredentials().username];
    const copy = browser.clone();
    const both = await Promise.allSettled([
      browser.call(identityEndpoints.register, { body: { username: one } }),
      copy.call(identityEndpoints.register, { body: { username: two } }),
    ]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await app.prisma.identity.count({ where: { subject: acme.somebody?.sub ?? '' } })).toBe(1);
  });

  it('never signs in to an account by an equal e-mail, even verified: its user must sign in and link', async () => {
    const owner = await register(app);
    acme.somebody = newSomebody({ email: owner.credentials.email });
    await expect(signInBy(app.browser(), acme)).rejects.toMatchObject({ code: 'ACCOUNT_EXISTS', status: 409 });
    expect(await app.prisma.identity.count({ where: { userId: owner.user.id } })).toBe(0);
    expect(await linkBy(owner.browser, acme)).toMatchObject({ outcome: 'LINKED' });
    expect(await signInBy(app.browser(), acme)).toMatchObject({ outcome: 'SIGNED_IN', user: { id: owner.user.id } });
  });

  it('treats another subject as another user, even with the same e-mail', async () => {
    const { somebody } = await registerBy(app, acme);
    acme.somebody = { ...somebody, sub: `${somebody.sub}-changed` };
    await expect(signInBy(app.browser(), acme)).rejects.toMatchObject({ code: 'ACCOUNT_EXISTS' });
  });

  it('treats the same subject at another provider as another user', async () => {
    const { somebody } = await registerBy(app, acme);
    other.somebody = newSomebody({ sub: somebody.sub });
    expect(await signInBy(app.browser(), other)).toMatchObject({ outcome: 'REGISTRATION' });
  });

  it('records the provider in the security events', async () => {
    const { browser } = await registerBy(app, acme);
    const known = browser.clone();
    await signInBy(known, acme);
    const { items } = await known.call(accountEndpoints.securityEvents, { query: {} });
    expect(items.map(({ type, provider }) => [type, provider])).toEqual([
      ['IDENTITY_SIGNED_IN', 'acme'],
      ['ACCOUNT_CREATED', 'acme'],
    ]);
  });

  it('notifies the owner of a sign-in on a new device', async () => {
    const { somebody } = await registerBy(app, acme);
    const elsewhere = app.browser();
    elsewhere.headers['user-agent'] =
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/150.0.0.0 Safari/537.36';
    expect(await signInBy(elsewhere, acme)).toMatchObject({ outcome: 'SIGNED_IN' });
    const { items } = await elsewhere.call(accountEndpoints.securityEvents, { query: {} });
    expect(items[0]).toMatchObject({ type: 'NEW_DEVICE_SIGNED_IN', provider: 'acme' });
    await app.mailbox.email(somebody.email ?? '', /new device/);
  });

  it('creates an account that no password matches, where attempts cost as much as any wrong password', async () => {
    const { user } = await registerBy(app, acme);
    const { passwordHash } = await app.prisma.user.findUniqueOrThrow({ where: { id: user.id } });
    expect(await app.app.get(PasswordHasher).verify(passwordHash, passwordHash)).toMatchObject({ matches: false });
    const login = app.browser().call(authEndpoints.login, { body: { identifier: user.username, password: '-' } });
    await expect(login).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
  });

  it('is refused for suspended and deleted users', async () => {
    const [suspended, deleted] = [await registerBy(app, acme), await registerBy(app, other)];
    await app.prisma.user.update({ where: { id: suspended.user.id }, data: { suspendedAt: new Date() } });
    await app.prisma.user.update({ where: { id: deleted.user.id }, data: { deletedAt: new Date() } });
    for (const server of [acme, other]) {
      await expect(signInBy(app.browser(), server)).rejects.toMatchObject({ code: 'IDENTITY_REJECTED' });
    }
  });
});
