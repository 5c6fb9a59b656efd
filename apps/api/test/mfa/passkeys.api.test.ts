import { accountEndpoints, authEndpoints, mfaEndpoints, type Passkey, passkeyEndpoints } from '@pixelboxx/shared';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { useApp } from '../support/use-app.ts';
import { enableTotp } from '../support/clients/authenticator-app.ts';
import type { Browser } from '../support/clients/browser.ts';
import { sessionIdOf } from '../support/clients/devices.ts';
import { type TestUser, register } from '../support/clients/users.ts';
import { type AuthenticatorOptions, SoftwareAuthenticator } from '../support/clients/software-authenticator.ts';
import { steadyClock } from '../support/time/steady-clock.ts';

const app = useApp();

afterEach(() => vi.restoreAllMocks());

async function addPasskey(browser: Browser, key: SoftwareAuthenticator, name = 'my phone'): Promise<Passkey> {
  const options = await browser.call(passkeyEndpoints.registrationOptions);
  return browser.call(passkeyEndpoints.add, { body: { name, response: key.create(options) } });
}

async function withPasskey(options?: AuthenticatorOptions): Promise<TestUser & { key: SoftwareAuthenticator }> {
  const account = await register(app);
  const key = new SoftwareAuthenticator(options);
  await addPasskey(account.browser, key);
  return { ...account, key };
}

const requestOptions = (browser: Browser) => browser.call(passkeyEndpoints.authenticationOptions);

async function signIn(key: SoftwareAuthenticator, browser = app.browser()) {
  const response = key.get(await requestOptions(browser));
  return browser.call(passkeyEndpoints.signIn, { body: { response } });
}

async function eventTypes(browser: Browser): Promise<string[]> {
  const { items } = await browser.call(accountEndpoints.securityEvents, { query: { limit: 100 } });
  return items.map(({ type }) => type);
}

async function letReauthenticationPass({ browser }: TestUser): Promise<void> {
  const reauthenticatedAt = new Date(Date.now() - 11 * 60_000);
  await app.prisma.session.update({ where: { id: sessionIdOf(app, browser) }, data: { reauthenticatedAt } });
}

describe('adding a passkey', () => {
  it('sends the site’s requirements to the browser, and lists the added passkey', async () => {
    const { browser, user, credentials } = await register(app);
    const options = await browser.call(passkeyEndpoints.registrationOptions);
    expect(options).toMatchObject({
      rp: { id: 'localhost', name: 'Pixelboxx' },
      user: { id: Buffer.from(user.id.replaceAll('-', ''), 'hex').toString('base64url'), name: user.username },
      attestation: 'none',
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
    });
    const key = new SoftwareAuthenticator({ syncs: true });
    const body = { name: 'my phone', response: key.create(options) };
    const added = await browser.call(passkeyEndpoints.add, { body });
    expect(added).toMatchObject({ name: 'my phone', synced: true, lastUsedAt: null });
    expect(await browser.call(passkeyEndpoints.list)).toEqual({ items: [added] });
    expect(await eventTypes(browser)).toContain('PASSKEY_ADDED');
    await app.mailbox.email(credentials.email, /way to sign in was added/);
    const again = await browser.call(passkeyEndpoints.registrationOptions);
    expect(again['excludeCredentials']).toMatchObject([{ id: key.credentialId.toString('base64url') }]);
  });

  it('accepts a challenge once, from the user who got it', async () => {
    const [one, other] = [await register(app), await register(app)];
    const options = await one.browser.call(passkeyEndpoints.registrationOptions);
    const add = (browser: Browser) => {
      const response = new SoftwareAuthenticator().create(options);
      return browser.call(passkeyEndpoints.add, { body: { name: 'key', response } });
    };
    await expect(add(other.browser)).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
    await add(one.browser);
    await expect(add(one.browser)).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
  });

  it('refuses a passkey made for another site, or registered by another account', async () => {
    const { browser } = await register(app);
    const foreign = new SoftwareAuthenticator({ origin: 'http://localhost:3001' });
    await expect(addPasskey(browser, foreign)).rejects.toMatchObject({ code: 'PASSKEY_REJECTED' });
    const { key } = await withPasskey();
    await expect(addPasskey(browser, key)).rejects.toMatchObject({ code: 'PASSKEY_REJECTED' });
  });

  it.each([{}, { id: 'x' }, { id: 1, rawId: [], type: 'public-key', response: null }])(
    'refuses the invalid response %j',
    async (response) => {
      const { browser } = await register(app);
      const body = { name: 'key', response };
      await expect(browser.call(passkeyEndpoints.add, { body })).rejects.toMatchObject({ code: 'PASSKEY_REJECTED' });
    },
  );

  it('is limited to twenty', async () => {
    const { browser, user } = await withPasskey();
    const rows = Array.from({ length: 19 }, (_, index) => ({
      userId: user.id,
      credentialId: `${user.id}${index}`,
      publicKey: new Uint8Array(1),
      name: 'key',
      synced: false,
    }));
    const options = await browser.call(passkeyEndpoints.registrationOptions);
    await app.prisma.passkey.createMany({ data: rows });
    const body = { name: 'key', response: new SoftwareAuthenticator().create(options) };
    await expect(browser.call(passkeyEndpoints.add, { body })).rejects.toMatchObject({ details: { limit: 20 } });
    await expect(browser.call(passkeyEndpoints.registrationOptions)).rejects.toMatchObject({
      code: 'PASSKEY_REJECTED',
    });
  });

  it('does not require it in addition to the password', async () => {
    const { credentials } = await withPasskey();
    const body = { identifier: credentials.username, password: credentials.password };
    await app.browser().call(authEndpoints.login, { body });
  });
});

describe('signing in with a passkey', () => {
  it('needs no username and no password, and the options name no account', async () => {
    const { key, user, browser: owner } = await withPasskey();
    const browser = app.browser();
    const options = await requestOptions(browser);
    expect(options).toMatchObject({ rpId: 'localhost', userVerification: 'required' });
    expect(options['allowCredentials']).toBeUndefined();
    const body = { response: key.get(options) };
    expect(await browser.call(passkeyEndpoints.signIn, { body })).toEqual(user);
    expect(await browser.call(authEndpoints.me)).toEqual(user);
    const { items } = await owner.call(passkeyEndpoints.list);
    expect(items[0]?.lastUsedAt).not.toBeNull();
    expect(await eventTypes(owner)).toContain('PASSKEY_SIGNED_IN');
  });

  it('is sufficient even if codes are enabled, since the authenticator verifies the user itself', async () => {
    steadyClock();
    const account = await withPasskey();
    await enableTotp(account.browser);
    expect(await signIn(account.key)).toEqual(account.user);
  });

  it('requires user verification by the authenticator', async () => {
    const { key } = await withPasskey({ verifiesUser: false });
    await expect(signIn(key)).rejects.toMatchObject({ code: 'PASSKEY_REJECTED' });
  });

  it('accepts a challenge once, and only until it expires', async () => {
    const { key } = await withPasskey();
    const browser = app.browser();
    const options = await requestOptions(browser);
    const response = key.get(options);
    await browser.call(passkeyEndpoints.signIn, { body: { response } });
    const again = app.browser().call(passkeyEndpoints.signIn, { body: { response: key.get(options) } });
    await expect(again).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
    const late = await requestOptions(browser);
    await app.prisma.passkeyChallenge.updateMany({ data: { expiresAt: new Date(Date.now() - 1) } });
    const expired = app.browser().call(passkeyEndpoints.signIn, { body: { response: key.get(late) } });
    await expect(expired).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
  });

  it('refuses a signature made at another site, by another key, or for another account', async () => {
    const [one, other] = [await withPasskey(), await withPasskey()];
    const browser = app.browser();
    const attempt = async (forge: (challenge: string) => Record<string, unknown>) => {
      const { challenge } = (await requestOptions(browser)) as { challenge: string };
      const reply = browser.call(passkeyEndpoints.signIn, { body: { response: forge(challenge) } });
      await expect(reply).rejects.toMatchObject({ code: 'PASSKEY_REJECTED', status: 400 });
    };
    const evil = new SoftwareAuthenticator({ origin: 'https://pixelboxx.example.evil' });
    const as = (id: Buffer, from: Record<string, unknown>) => ({
      ...from,
      id: id.toString('base64url'),
      rawId: id.toString('base64url'),
    });
    one.key.counter += 1;
    await attempt((challenge) => as(one.key.credentialId, evil.assert(challenge, 'localhost')));
    await attempt((challenge) => as(one.key.credentialId, other.key.assert(challenge, 'localhost')));
    await attempt((challenge) => one.key.assert(challenge, 'pixelboxx.example.evil'));
    await attempt((challenge) => {
      const response = one.key.assert(challenge, 'localhost');
      const { userHandle } = other.key.assert(challenge, 'localhost')['response'] as { userHandle: string };
      return { ...response, response: { ...(response['response'] as object), userHandle } };
    });
    await attempt((challenge) => new SoftwareAuthenticator().assert(challenge, 'localhost'));
    expect(await signIn(one.key)).toEqual(one.user);
  });

  it('refuses a counter that does not increase, and records a possibly copied key', async () => {
    const account = await withPasskey();
    account.key.counter = 7;
    await signIn(account.key);
    for (const counter of [8, 3, 0]) {
      account.key.counter = counter;
      const { challenge } = (await requestOptions(app.browser())) as { challenge: string };
      const response = account.key.assert(challenge, 'localhost');
      const reply = app.browser().call(passkeyEndpoints.signIn, { body: { response } });
      await expect(reply).rejects.toMatchObject({ code: 'PASSKEY_REJECTED' });
    }
    expect((await eventTypes(account.browser)).filter((type) => type === 'PASSKEY_REFUSED')).toHaveLength(3);
    account.key.counter = 8;
    expect(await signIn(account.key)).toEqual(account.user);
  });

  it('works repeatedly with an authenticator without a counter', async () => {
    const { key, user } = await withPasskey();
    for (let time = 0; time < 3; time += 1) {
      const { challenge } = (await requestOptions(app.browser())) as { challenge: string };
      const response = key.assert(challenge, 'localhost');
      expect(await app.browser().call(passkeyEndpoints.signIn, { body: { response } })).toEqual(user);
    }
  });

  it('is refused after the passkey is removed or its owner suspended', async () => {
    const removed = await withPasskey();
    const { items } = await removed.browser.call(passkeyEndpoints.list);
    const params = { id: items[0]?.id ?? '' };
    const stranger = await register(app);
    await expect(stranger.browser.call(passkeyEndpoints.remove, { params })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await removed.browser.call(passkeyEndpoints.remove, { params });
    await expect(signIn(removed.key)).rejects.toMatchObject({ code: 'PASSKEY_REJECTED' });
    expect(await eventTypes(removed.browser)).toContain('PASSKEY_REMOVED');
    const suspended = await withPasskey();
    await app.prisma.user.update({ where: { id: suspended.user.id }, data: { suspendedAt: new Date() } });
    await expect(signIn(suspended.key)).rejects.toMatchObject({ code: 'PASSKEY_REJECTED' });
  });
});

describe('a passkey as the second factor', () => {
  async function challenged({ credentials }: TestUser): Promise<Browser> {
    const browser = app.browser();
    const body = { identifier: credentials.username, password: credentials.password };
    await expect(browser.call(authEndpoints.login, { body })).rejects.toMatchObject({
      code: 'MFA_REQUIRED',
      details: { methods: ['TOTP', 'BACKUP_CODE', 'PASSKEY'] },
    });
    return browser;
  }

  it('completes a sign-in by password, also without a PIN, with options that name the user’s keys', async () => {
    steadyClock();
    const account = await withPasskey({ verifiesUser: false });
    const { app: phone } = await enableTotp(account.browser);
    const browser = await challenged(account);
    const copy = browser.clone();
    const options = await requestOptions(browser);
    expect(options).toMatchObject({
      userVerification: 'preferred',
      allowCredentials: [{ id: account.key.credentialId.toString('base64url') }],
    });
    const body = { response: account.key.get(options) };
    expect(await browser.call(passkeyEndpoints.signIn, { body })).toEqual(account.user);
    expect(browser.cookies.has('pbx_challenge')).toBe(false);
    const reused = copy.call(mfaEndpoints.verify, { body: { code: phone.code() } });
    await expect(reused).rejects.toMatchObject({ code: 'CHALLENGE_INVALID' });
  });

  it('does not complete another user’s sign-in', async () => {
    steadyClock();
    const [account, thief] = [await withPasskey(), await withPasskey({ verifiesUser: false })];
    await enableTotp(account.browser);
    const browser = await challenged(account);
    await expect(signIn(thief.key, browser)).rejects.toMatchObject({ code: 'PASSKEY_REJECTED' });
    expect((await browser.fetch(authEndpoints.me.path)).status).toBe(401);
  });
});

describe('reauthentication by passkey', () => {
  it('gives access to protected actions, for its owner only', async () => {
    const [account, other] = [await withPasskey(), await withPasskey()];
    await letReauthenticationPass(account);
    await expect(account.browser.call(passkeyEndpoints.registrationOptions)).rejects.toMatchObject({
      code: 'STEP_UP_REQUIRED',
      details: { methods: ['PASSWORD', 'PASSKEY'] },
    });
    const foreign = { response: other.key.get(await requestOptions(account.browser)) };
    const refused = account.browser.call(passkeyEndpoints.stepUp, { body: foreign });
    await expect(refused).rejects.toMatchObject({ code: 'PASSKEY_REJECTED' });
    const body = { response: account.key.get(await requestOptions(account.browser)) };
    await account.browser.call(passkeyEndpoints.stepUp, { body });
    await account.browser.call(passkeyEndpoints.registrationOptions);
  });
});
