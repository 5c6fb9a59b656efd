import { accountEndpoints, authEndpoints, liveEndpoints, userEndpoints } from '@pixelboxx/shared';
import { describe, expect, it } from 'vitest';
import { SessionLifecycle } from '../../src/auth/sessions/index.ts';
import { AccountFactory } from '../account/account-factories.ts';
import type { Browser } from '../support/clients/browser.ts';
import { sessionIdOf } from '../support/clients/devices.ts';
import { feedsSettled, follow } from '../support/clients/following.ts';
import { register, type TestUser } from '../support/clients/users.ts';
import { useApp, useTwin } from '../support/use-app.ts';

const app = useApp();
const twin = useTwin(app);
const { mailbox } = app;
const accounts = new AccountFactory(app);
/** What is promised is a second; the rest is for a busy machine. */
const timeout = 3_000;
const newPassword = 'amber lantern 5 hums';

function copyOf(browser: Browser, baseApp: { browser: () => Browser } = app): Browser {
  const copy = baseApp.browser();
  for (const [name, value] of browser.cookies) copy.cookies.set(name, value);
  return copy;
}

type Ending = (user: TestUser) => Promise<unknown>;
/** Beside those of `revocation.api.test.ts`. */
const endings: [string, Ending][] = [
  [
    'another sign-in in the same browser',
    ({ browser, credentials: { username: identifier, password } }) =>
      browser.call(authEndpoints.login, { body: { identifier, password } }),
  ],
  [
    'a refresh token that comes back',
    async ({ browser }) => {
      const thief = copyOf(browser);
      for (let time = 0; time < 2; time += 1) await browser.call(authEndpoints.refresh);
      await expect(thief.call(authEndpoints.refresh)).rejects.toMatchObject({ code: 'REFRESH_REUSED' });
    },
  ],
  [
    'a new password, chosen by a link in an e-mail,',
    async ({ credentials: { email } }) => {
      await app.browser().call(accountEndpoints.forgotPassword, { body: { email } });
      const token = await mailbox.token(email, /^Choose a new password/);
      await app.browser().call(accountEndpoints.resetPassword, { body: { token, password: newPassword } });
    },
  ],
  [
    'a report that it was somebody else',
    async ({ browser, credentials: { email, password } }) => {
      await browser.call(accountEndpoints.changePassword, { body: { currentPassword: password, newPassword } });
      const token = await mailbox.token(email, /password was changed/);
      await app.browser().call(accountEndpoints.reportCompromise, { body: { token } });
    },
  ],
];

describe('a watcher of a session on one replica', () => {
  it.each(endings)('is notified that %s ended it on another', async (_, end) => {
    const user = await accounts.verified();
    const principal = {
      kind: 'session' as const,
      sessionId: sessionIdOf(app, user.browser),
      user: user.user,
      hasMfa: false,
    };
    const { signal, stop } = twin.app.get(SessionLifecycle, { strict: false }).signalOf(principal);
    expect((await copyOf(user.browser, twin).fetch(authEndpoints.me.path)).status).toBe(200);
    expect(signal.aborted).toBe(false);
    await end(user);
    await expect.poll(() => signal.aborted, { timeout }).toBe(true);
    expect(signal.reason).toMatchObject({ code: 'UNAUTHENTICATED' });
    stop();
  });
});

describe('a change of a user on one replica', () => {
  it.each(['displayName', 'avatarUrl'] as const)(
    'of %s is read on the other, and pages connected there are told',
    async (field) => {
      const user = await register(app);
      await feedsSettled(app);
      const there = copyOf(user.browser, twin);
      const following = await follow(there, liveEndpoints.events);
      const read = async () => (await there.call(authEndpoints.me))[field];
      await read();
      const value = field === 'displayName' ? 'Ada' : '/v1/files/ada.webp';
      if (field === 'displayName') await user.browser.call(userEndpoints.updateMe, { body: { displayName: value } });
      else await app.prisma.user.update({ where: { id: user.user.id }, data: { avatarUrl: value } });
      await expect.poll(read, { timeout }).toBe(value);
      await following.received(1);
      expect(following.types).toEqual(['user.changed']);
    },
  );
});
