import { authEndpoints } from '@pixelboxx/shared';
import { describe, expect, it } from 'vitest';
import { useApp } from '../support/use-app.ts';
import { goodPassword, newCredentials, register } from '../support/clients/users.ts';

const app = useApp();

describe('registering', () => {
  it('creates the account and signs in', async () => {
    const { browser, user, credentials } = await register(app, { displayName: 'Mina' });
    expect(user).toMatchObject({
      username: credentials.username,
      displayName: 'Mina',
      role: 'USER',
      isVerified: false,
    });
    expect(await browser.call(authEndpoints.me)).toEqual(user);
  });

  it('answers one 201 and otherwise 409 to twenty identical registrations at once', async () => {
    const credentials = newCredentials();
    const responses = await Promise.all(
      Array.from({ length: 20 }, () => app.browser().post('/v1/auth/register', credentials)),
    );
    expect(responses.map((response) => response.status).sort()).toEqual([201, ...Array<number>(19).fill(409)]);
  });

  it.each([
    ['username', 'USERNAME_TAKEN'],
    ['email', 'EMAIL_TAKEN'],
  ] as const)('refuses a %s that is taken, even in different case', async (field, code) => {
    const { credentials } = await register(app);
    const again = { ...newCredentials(), [field]: credentials[field].toUpperCase() };
    await expect(app.browser().call(authEndpoints.register, { body: again })).rejects.toMatchObject({
      code,
      status: 409,
    });
  });

  it.each([
    ['password1', /most common/],
    ['qwerty123', /most common/],
    ['Pixelboxx1', /name of this site/],
    ['short', /at least 8/],
  ])('refuses the password %s with a reason', async (password, reason) => {
    const response = app.browser().call(authEndpoints.register, { body: newCredentials({ password }) });
    await expect(response).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      details: { fields: { password: [expect.stringMatching(reason)] } },
    });
  });

  it('refuses a reserved username', async () => {
    const response = app.browser().call(authEndpoints.register, { body: newCredentials({ username: 'Pixel_Boxx' }) });
    await expect(response).rejects.toMatchObject({ details: { fields: { username: ['This username is reserved.'] } } });
  });
});

describe('signing in', () => {
  it('accepts the username or the e-mail in any case', async () => {
    const { credentials, user } = await register(app);
    for (const identifier of [credentials.username.toUpperCase(), credentials.email.toUpperCase()]) {
      const signedIn = app.browser().call(authEndpoints.login, { body: { identifier, password: goodPassword } });
      expect(await signedIn).toEqual(user);
    }
  });

  it('responds identically to a wrong password and an unknown account', async () => {
    const { credentials } = await register(app);
    const attempts = [credentials.username, 'nobody_here'].map(async (identifier) => {
      const response = await app.browser().post('/v1/auth/login', { identifier, password: 'not the password' });
      const { error } = (await response.json()) as { error: Record<string, unknown> };
      return { status: response.status, ...error, requestId: null };
    });
    const [known, unknown] = await Promise.all(attempts);
    expect(known).toEqual(unknown);
    expect(known).toMatchObject({ status: 401, code: 'INVALID_CREDENTIALS' });
  });
});

describe('signing out', () => {
  it('ends the session immediately, for saved access and refresh cookies', async () => {
    const { browser } = await register(app);
    const saved = browser.clone();
    await browser.call(authEndpoints.logout);
    expect([...browser.cookies.keys()]).toEqual(['pbx_device']);
    await expect(saved.call(authEndpoints.me)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(saved.call(authEndpoints.refresh)).rejects.toMatchObject({ code: 'REFRESH_INVALID' });
  });

  it('responds 204 even without a session', async () => {
    await expect(app.browser().call(authEndpoints.logout)).resolves.toBeUndefined();
  });
});
