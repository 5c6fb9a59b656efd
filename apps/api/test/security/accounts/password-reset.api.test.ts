import { accountEndpoints, authEndpoints } from '@pixelboxx/shared';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../src/platform/crypto/digests.ts';
import { useApp, useLogs } from '../../support/use-app.ts';
import { tokenIn } from '../../support/clients/mailbox.ts';
import { type TestUser, register } from '../../support/clients/users.ts';

const resetEmail = /Choose a new password/;
const newPassword = 'amber lantern 5 hums';
const { forgotPassword, resetPassword } = accountEndpoints;
const invalid = { code: 'TOKEN_INVALID', status: 400 };

const app = useApp({ WEB_ORIGIN: 'https://pixelboxx.example', LOG_LEVEL: 'info' });
const { mailbox } = app;
const logs = useLogs(app);

/** Someone who has asked for a link, and the token in it. */
async function forgetful(): Promise<TestUser & { token: string }> {
  const account = await register(app);
  await app.browser().call(forgotPassword, { body: { email: account.credentials.email } });
  return { ...account, token: await mailbox.token(account.credentials.email, resetEmail) };
}

function signIn({ credentials }: TestUser, password: string) {
  return app.browser().call(authEndpoints.login, { body: { identifier: credentials.email, password } });
}

/** `fetch` does not let anyone choose the host. Resolves to the status. */
async function postWith(headers: Record<string, string>, path: string, body: object): Promise<number | undefined> {
  const call = request(new URL(path, app.baseUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
  });
  call.end(JSON.stringify(body));
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode;
}

describe('requesting a password reset', () => {
  it('[57] links to the configured web origin, whatever the request’s host headers', async () => {
    const { credentials } = await register(app);
    const headers = {
      host: 'evil.example',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'http',
      forwarded: 'host=evil.example;proto=http',
      referer: 'https://evil.example/',
    };
    expect(await postWith(headers, '/v1/auth/password/forgot', { email: credentials.email })).toBe(202);
    const message = await mailbox.email(credentials.email, resetEmail);
    expect(message.text).toContain('https://pixelboxx.example/reset-password#token=');
    expect(message.html).toContain('href="https://pixelboxx.example/reset-password#token=');
    expect(message.text + message.html).not.toContain('evil');
  });

  it('[57] sends nothing at all for a request from a foreign origin', async () => {
    const { credentials } = await register(app);
    const headers = { origin: 'https://evil.example' };
    const response = await app.browser().post('/v1/auth/password/forgot', { email: credentials.email }, headers);
    expect(response.status).toBe(403);
    await mailbox.settled();
    expect(await mailbox.emails(credentials.email, resetEmail)).toHaveLength(0);
  });

  it('[18] responds identically with or without an account', async () => {
    const { credentials } = await register(app);
    const responses = [];
    for (const email of [credentials.email, 'nobody-here@example.com']) {
      const response = await app.browser().post('/v1/auth/password/forgot', { email });
      const headers = [...response.headers.keys()].filter((name) => name !== 'x-request-id');
      responses.push({ status: response.status, body: await response.text(), headers });
    }
    expect(responses[0]).toEqual(responses[1]);
    expect(responses[0]).toMatchObject({ status: 202, body: '' });
    await mailbox.settled();
    expect(await mailbox.emails('nobody-here@example.com')).toHaveLength(0);
  });

  it('[60] has no effect on the password and sessions', async () => {
    const account = await forgetful();
    expect(await account.browser.call(authEndpoints.me)).toMatchObject({ id: account.user.id });
    await account.browser.call(authEndpoints.refresh);
    await signIn(account, account.credentials.password);
  });

  it('[56] mails one address at most five times per link lifetime, with an unchanged response', async () => {
    const { credentials } = await register(app);
    for (let count = 0; count < 12; count += 1) {
      const response = await app.browser().post('/v1/auth/password/forgot', { email: credentials.email });
      expect(response.status).toBe(202);
    }
    await mailbox.settled();
    const emails = await mailbox.emails(credentials.email, resetEmail);
    expect(emails).toHaveLength(5);
    // Whoever asked too often can still use what came last.
    const body = { token: tokenIn(emails[4]!), password: newPassword };
    expect(await app.browser().call(resetPassword, { body })).toEqual({ done: true });
  });

  it.each([
    ['a list', ['victim@example.com', 'evil@example.com']],
    ['an object', { $ne: '' }],
    ['two addresses', 'victim@example.com,evil@example.com'],
    ['two addresses with a semicolon', 'victim@example.com;evil@example.com'],
    ['a header', 'victim@example.com\r\nBcc: evil@example.com'],
    ['an encoded line break', 'victim@example.com%0d%0aBcc:evil@example.com'],
    ['a display name', 'Victim <victim@example.com>'],
    ['a quoted local part', '"a b"@example.com'],
    ['a full-width @', 'victim＠example.com'],
  ])('[61] refuses %s in place of an address', async (_name, email) => {
    const response = await app.browser().post('/v1/auth/password/forgot', { email });
    expect(response.status).toBe(400);
    await mailbox.settled();
    expect(await mailbox.emails('evil@example.com')).toHaveLength(0);
  });
});

describe('resetting the password by the link', () => {
  it('[58] refuses a token that was used', async () => {
    const { token } = await forgetful();
    await app.browser().call(resetPassword, { body: { token, password: newPassword } });
    const again = app.browser().call(resetPassword, { body: { token, password: 'another 9 good words' } });
    await expect(again).rejects.toMatchObject(invalid);
  });

  it('[58] refuses a token after half an hour', async () => {
    const { token, user } = await forgetful();
    const { expiresAt, ...stored } = await app.prisma.passwordReset.findFirstOrThrow({ where: { userId: user.id } });
    expect(stored.token).toBe(sha256Hex(token));
    expect(Math.abs(expiresAt.getTime() - Date.now() - 30 * 60_000)).toBeLessThan(60_000);
    await app.prisma.passwordReset.updateMany({ where: { userId: user.id }, data: { expiresAt: new Date() } });
    const response = app.browser().call(resetPassword, { body: { token, password: newPassword } });
    await expect(response).rejects.toMatchObject(invalid);
  });

  it('[58] refuses an older token after a newer one', async () => {
    const { token: older, credentials } = await forgetful();
    await app.browser().call(forgotPassword, { body: { email: credentials.email } });
    const newer = await mailbox.token(credentials.email, resetEmail, 1);
    const response = app.browser().call(resetPassword, { body: { token: older, password: newPassword } });
    await expect(response).rejects.toMatchObject(invalid);
    await app.browser().call(resetPassword, { body: { token: newer, password: newPassword } });
  });

  it('[58] changes only the account of the token, whoever uses it', async () => {
    const [alice, bob] = [await forgetful(), await register(app)];
    await bob.browser.call(resetPassword, { body: { token: alice.token, password: newPassword } });
    await signIn(alice, newPassword);
    await signIn(bob, bob.credentials.password);
  });

  it('[58] refuses other kinds of tokens', async () => {
    const { credentials } = await register(app);
    const token = await mailbox.token(credentials.email, /Confirm your e-mail/);
    const response = app.browser().call(resetPassword, { body: { token, password: newPassword } });
    await expect(response).rejects.toMatchObject(invalid);
  });

  it('[58] lets exactly one of many parallel uses succeed', async () => {
    for (let round = 0; round < 5; round += 1) {
      const account = await forgetful();
      const passwords = Array.from({ length: 6 }, (_, index) => `${newPassword} ${index}`);
      const statuses = await Promise.all(
        passwords.map(async (password) => {
          const response = await app.browser().post('/v1/auth/password/reset', { token: account.token, password });
          return response.status;
        }),
      );
      expect(statuses.toSorted()).toEqual([200, 400, 400, 400, 400, 400]);
      await signIn(account, passwords[statuses.indexOf(200)]!);
    }
  });

  it('[58] keeps the link usable when the password is refused', async () => {
    const { token } = await forgetful();
    const weak = app.browser().call(resetPassword, { body: { token, password: 'password1' } });
    await expect(weak).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
    await app.browser().call(resetPassword, { body: { token, password: newPassword } });
  });

  it('[59] ends every session, signs nobody in and notifies the owner', async () => {
    const account = await forgetful();
    const second = app.browser();
    const { email, password } = account.credentials;
    await second.call(authEndpoints.login, { body: { identifier: email, password } });
    const resetter = app.browser();
    await resetter.call(resetPassword, { body: { token: account.token, password: newPassword } });
    expect([...resetter.cookies.keys()].filter((name) => /access|refresh/.test(name))).toEqual([]);
    for (const browser of [account.browser.clone(), second.clone(), resetter]) {
      await expect(browser.call(authEndpoints.me)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
      await expect(browser.call(authEndpoints.refresh)).rejects.toMatchObject({ code: 'REFRESH_INVALID' });
    }
    await expect(signIn(account, password)).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    await signIn(account, newPassword);
    const notice = await mailbox.email(email, /password was reset/);
    expect(notice.text).toContain('https://pixelboxx.example/not-me#token=');
  });

  it('[59] lifts a lockout of the account', async () => {
    const account = await register(app);
    const { email, password } = account.credentials;
    const stranger = app.browser();
    let response = await stranger.post('/v1/auth/login', { identifier: email, password: 'a wrong one' });
    for (let count = 0; count < 30 && response.status === 401; count += 1) {
      response = await stranger.post('/v1/auth/login', { identifier: email, password: 'a wrong one' });
    }
    expect(response.status).toBe(429);
    await expect(signIn(account, password)).rejects.toMatchObject({ code: 'ACCOUNT_LOCKED' });
    await app.browser().call(forgotPassword, { body: { email } });
    const token = await mailbox.token(email, resetEmail);
    await app.browser().call(resetPassword, { body: { token, password: newPassword } });
    await signIn(account, newPassword);
  });

  it('[62] reveals the token only to the mailbox', async () => {
    const { token } = await forgetful();
    const attempts = [{ password: 'short' }, { password: newPassword }, { password: newPassword }];
    const responses = [await app.browser().fetch(`/v1/auth/password/reset?token=${token}`)];
    for (const attempt of attempts) {
      responses.push(await app.browser().post('/v1/auth/password/reset', { token, ...attempt }));
    }
    expect(responses.map(({ status }) => status)).toEqual([expect.anything(), 400, 200, 400]);
    for (const response of responses) {
      expect((await response.text()) + JSON.stringify([...response.headers])).not.toContain(token);
      expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    }
    await mailbox.settled();
    expect(logs.events('http.request').length).toBeGreaterThan(10);
    expect(logs.text).not.toContain(token);
    expect(logs.text).not.toContain(newPassword);
  });
});
