import { accountEndpoints, authEndpoints } from '@pixelboxx/shared';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../src/platform/crypto/digests.ts';
import { useApp } from '../../support/use-app.ts';
import { goodPassword, register } from '../../support/clients/users.ts';

const verification = /Confirm your e-mail address/;
const claim = /Choose a password for your account/;
const { verifyEmail, resendVerification, resetPassword } = accountEndpoints;

// The limits of production: whoever needs more than they grant comes from addresses of their own.
const app = useApp({ RATE_LIMIT_SCALE: '1' });
const { mailbox } = app;

const invalid = { code: 'TOKEN_INVALID', status: 400 };

describe('proving an e-mail address', () => {
  it('[53] verifies in the browser that registered, which stays signed in', async () => {
    const { browser, credentials } = await register(app);
    const token = await mailbox.token(credentials.email, verification);
    const response = await browser.call(verifyEmail, { body: { token } });
    expect(response).toEqual({ done: true, mustResetPassword: false });
    expect(await browser.call(authEndpoints.me)).toMatchObject({ isVerified: true });
  });

  it('[53] mails a token of 256 bits and stores only its digest', async () => {
    const { credentials, user } = await register(app);
    const token = await mailbox.token(credentials.email, verification);
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    const stored = await app.prisma.emailVerification.findFirstOrThrow({ where: { userId: user.id } });
    expect(stored.token).toBe(sha256Hex(token));
    const { rows } = await app.prisma.pool.query<{ data: string }>('SELECT data::text AS data FROM pgboss.job');
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.some(({ data }) => data.includes(token))).toBe(false);
  });

  it('[53] refuses a used token with the same code as an unknown one', async () => {
    const { browser, credentials } = await register(app);
    const token = await mailbox.token(credentials.email, verification);
    await browser.call(verifyEmail, { body: { token } });
    for (const presented of [token, 'x', 'A'.repeat(43), '../../etc', 'ü'.repeat(40)]) {
      await expect(browser.call(verifyEmail, { body: { token: presented } })).rejects.toMatchObject(invalid);
    }
  });

  it('[53] refuses a token after 24 hours', async () => {
    const { browser, credentials, user } = await register(app);
    const token = await mailbox.token(credentials.email, verification);
    const { expiresAt } = await app.prisma.emailVerification.findFirstOrThrow({ where: { userId: user.id } });
    expect(Math.abs(expiresAt.getTime() - Date.now() - 24 * 3_600_000)).toBeLessThan(60_000);
    await app.prisma.emailVerification.updateMany({ where: { userId: user.id }, data: { expiresAt: new Date() } });
    await expect(browser.call(verifyEmail, { body: { token } })).rejects.toMatchObject(invalid);
  });

  it('[53] invalidates a token when a newer one is mailed', async () => {
    const { browser, credentials } = await register(app);
    const older = await mailbox.token(credentials.email, verification);
    await browser.call(resendVerification);
    const newer = await mailbox.token(credentials.email, verification, 1);
    await expect(browser.call(verifyEmail, { body: { token: older } })).rejects.toMatchObject(invalid);
    await browser.call(verifyEmail, { body: { token: newer } });
  });

  it('[54] lets exactly one of many parallel uses succeed', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { browser, credentials } = await register(app);
      browser.headers['x-forwarded-for'] = `203.0.113.${round}`;
      const token = await mailbox.token(credentials.email, verification);
      const responses = await Promise.all(
        Array.from({ length: 8 }, () => browser.post('/v1/auth/email/verify', { token })),
      );
      expect(responses.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(7).fill(400)]);
    }
  });
});

describe('an account that someone else registered with your address', () => {
  it('[55] loses its sessions and its password when you verify the address', async () => {
    const squatter = await register(app);
    const token = await mailbox.token(squatter.credentials.email, verification);
    const owner = app.browser();
    expect(await owner.call(verifyEmail, { body: { token } })).toEqual({ done: true, mustResetPassword: true });

    const stolen = squatter.browser.clone();
    await expect(stolen.call(authEndpoints.me)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(stolen.call(authEndpoints.refresh)).rejects.toMatchObject({ code: 'REFRESH_INVALID' });
    const { email, password } = squatter.credentials;
    const login = app.browser().call(authEndpoints.login, { body: { identifier: email, password } });
    await expect(login).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });

    const reset = await mailbox.token(email, claim);
    await owner.call(resetPassword, { body: { token: reset, password: 'the owner chose 3 words' } });
    const body = { identifier: email, password: 'the owner chose 3 words' };
    expect(await owner.call(authEndpoints.login, { body })).toMatchObject({ isVerified: true });
  });

  it('[55] becomes yours by “forgot password”, without the link that was mailed at registration', async () => {
    const squatter = await register(app);
    const { email, password } = squatter.credentials;
    await app.browser().call(accountEndpoints.forgotPassword, { body: { email } });
    const token = await mailbox.token(email, /Choose a new password/);
    await app.browser().call(resetPassword, { body: { token, password: 'the owner chose 3 words' } });
    await expect(squatter.browser.call(authEndpoints.me)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    const login = app.browser().call(authEndpoints.login, { body: { identifier: email, password } });
    await expect(login).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    // The link that the squatter could wait for is void, too.
    const registration = await mailbox.token(email, verification);
    await expect(squatter.browser.call(verifyEmail, { body: { token: registration } })).rejects.toMatchObject(invalid);
  });

  it('[55] is handed over even if your browser is signed in to another account', async () => {
    const squatter = await register(app);
    const visitor = await register(app);
    const token = await mailbox.token(squatter.credentials.email, verification);
    const response = await visitor.browser.call(verifyEmail, { body: { token } });
    expect(response.mustResetPassword).toBe(true);
    expect(await visitor.browser.call(authEndpoints.me)).toMatchObject({ isVerified: false });
  });

  it('[55] recognizes its own browser by the refresh cookie after the access cookie has expired', async () => {
    const { browser, credentials } = await register(app);
    browser.cookies.delete('pbx_access');
    const token = await mailbox.token(credentials.email, verification);
    const response = await browser.call(verifyEmail, { body: { token } });
    expect(response.mustResetPassword).toBe(false);
  });
});

describe('requesting the link again', () => {
  it('[56] mails one address five times an hour, then answers 429 with the time to wait', async () => {
    const { browser, credentials } = await register(app);
    const responses: Response[] = [];
    for (let count = 0; count < 20; count += 1) responses.push(await browser.post('/v1/auth/email/resend'));
    expect(responses.map(({ status }) => status)).toEqual([
      ...Array<number>(5).fill(202),
      ...Array<number>(15).fill(429),
    ]);
    expect(Number(responses[19]?.headers.get('retry-after'))).toBeGreaterThan(3000);
    await mailbox.settled();
    expect(await mailbox.emails(credentials.email, verification)).toHaveLength(6);
  });

  it('[56] is limited per network across accounts', async () => {
    const users = await Promise.all(Array.from({ length: 7 }, () => register(app)));
    const statuses: number[] = [];
    for (const { browser } of users) {
      browser.headers['x-forwarded-for'] = '203.0.113.99';
      for (let count = 0; count < 5; count += 1) statuses.push((await browser.post('/v1/auth/email/resend')).status);
    }
    expect(statuses).toEqual([...Array<number>(30).fill(202), ...Array<number>(5).fill(429)]);
  });

  it('[56] sends nothing to an already verified address, and does not reveal that', async () => {
    const { browser, credentials } = await register(app);
    const token = await mailbox.token(credentials.email, verification);
    await browser.call(verifyEmail, { body: { token } });
    await browser.call(resendVerification);
    await mailbox.settled();
    expect(await mailbox.emails(credentials.email, verification)).toHaveLength(1);
  });

  it('[56] does not use up the token when a scanner fetches the link', async () => {
    const { browser, credentials } = await register(app);
    const { text } = await mailbox.email(credentials.email, verification);
    const link = new URL(/https?:\S+#token=\S+/.exec(text)?.[0] ?? '');
    // What a scanner sends: a fragment never leaves it, and the endpoint knows no GET.
    for (const method of ['GET', 'HEAD']) {
      expect((await browser.fetch(link.pathname, { method })).status).toBe(404);
      const guess = await browser.fetch(`/v1/auth/email/verify?${link.hash.slice(1)}`, { method });
      expect([404, 405]).toContain(guess.status);
    }
    await browser.call(verifyEmail, { body: { token: link.hash.replace('#token=', '') } });
  });
});

describe('registering', () => {
  it('stores the account and its email in one transaction', async () => {
    const { credentials } = await register(app);
    const again = app.browser().call(authEndpoints.register, { body: { ...credentials, password: goodPassword } });
    await expect(again).rejects.toMatchObject({ status: 409 });
    await mailbox.settled();
    expect(await mailbox.emails(credentials.email)).toHaveLength(1);
  });
});
