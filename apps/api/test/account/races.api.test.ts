import { seededRandom } from '@pixelboxx/config/testing';
import { accountEndpoints, authEndpoints } from '@pixelboxx/shared';
import { describe, expect, it } from 'vitest';
import { hashMailToken, newMailToken } from '../../src/auth/emails/email-token.ts';
import { useApp } from '../support/use-app.ts';
import type { Browser } from '../support/clients/browser.ts';
import { type TestUser, register } from '../support/clients/users.ts';

/** By flag more: `RACE_ROUNDS=1000`. */
const rounds = Number(process.env['RACE_ROUNDS'] ?? 50);
const someRounds = Math.ceil(rounds / 4);

const app = useApp();

/** As mailed, but without waiting for the mail. */
async function resetTokenOf({ user }: TestUser): Promise<string> {
  const { token } = newMailToken();
  const expiresAt = new Date(Date.now() + 60_000);
  await app.prisma.passwordReset.deleteMany({ where: { userId: user.id } });
  await app.prisma.passwordReset.create({ data: { userId: user.id, token: hashMailToken(token), expiresAt } });
  return token;
}

async function signIn({ credentials }: TestUser, password: string): Promise<Browser> {
  const browser = app.browser();
  await browser.call(authEndpoints.login, { body: { identifier: credentials.username, password } });
  return browser;
}

/** Whether any cookie this browser was left with, whatever it was answered, still opens anything. */
async function isAlive(browser: Browser): Promise<boolean> {
  const me = await browser.fetch(authEndpoints.me.path);
  const refresh = await browser.post(authEndpoints.refresh.path);
  return me.status === 200 || refresh.status === 200;
}

/** Spread over the few milliseconds in which the two can meet. */
const random = seededRandom();
const soon = () => random.delay(8);

describe('ending all sessions takes precedence over a running refresh', () => {
  it('[50] password reset', async () => {
    const account = await register(app);
    let password = account.credentials.password;
    for (let round = 0; round < rounds; round += 1) {
      const browsers = [await signIn(account, password), await signIn(account, password)];
      const token = await resetTokenOf(account);
      password = `amber lantern ${round} hums`;
      const reset = soon().then(() => app.browser().post('/v1/auth/password/reset', { token, password }));
      const refreshes = browsers.map(async (browser) => {
        await soon();
        await browser.post(authEndpoints.refresh.path);
      });
      const [{ status }] = await Promise.all([reset, ...refreshes]);
      expect(status).toBe(200);
      for (const browser of browsers) expect(await isAlive(browser)).toBe(false);
    }
  });

  it('[50] password change, which keeps exactly the session that requested it', async () => {
    for (let round = 0; round < someRounds; round += 1) {
      const account = await register(app);
      const { browser, credentials, user } = account;
      const rivals = [await signIn(account, credentials.password), browser.clone()];
      const body = { currentPassword: credentials.password, newPassword: 'amber lantern 5 hums' };
      const change = soon().then(() => browser.post('/v1/auth/password/change', body));
      const refreshes = rivals.map(async (rival) => {
        await soon();
        await rival.post(authEndpoints.refresh.path);
      });
      const [{ status }] = await Promise.all([change, ...refreshes]);
      expect(status).toBe(200);
      for (const rival of rivals) expect(await isAlive(rival)).toBe(false);
      expect(await browser.call(authEndpoints.me)).toEqual(user);
    }
  });

  it('[51] deletion of the account', async () => {
    for (let round = 0; round < someRounds; round += 1) {
      const account = await register(app);
      const other = await signIn(account, account.credentials.password);
      const { password } = account.credentials;
      const copied = account.browser.clone();
      const deletion = soon().then(() => account.browser.call(accountEndpoints.deleteAccount, { body: { password } }));
      await Promise.all([deletion, soon().then(() => other.post(authEndpoints.refresh.path))]);
      for (const browser of [other, copied]) expect(await isAlive(browser)).toBe(false);
    }
  });

  it('[50] a running sign-in with the old password does not survive a reset', async () => {
    const account = await register(app);
    let password = account.credentials.password;
    for (let round = 0; round < someRounds; round += 1) {
      const token = await resetTokenOf(account);
      const newPassword = `amber lantern ${round} hums`;
      const late = app.browser();
      const login = late.post(authEndpoints.login.path, { identifier: account.credentials.username, password });
      await Promise.all([login, app.browser().post('/v1/auth/password/reset', { token, password: newPassword })]);
      expect(await isAlive(late)).toBe(false);
      password = newPassword;
    }
  });
});
