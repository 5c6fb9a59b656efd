import { accountEndpoints, authEndpoints } from '@pixelboxx/shared';
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { register } from '../support/clients/users.ts';
import { useApp } from '../support/use-app.ts';

const { changeEmail, forgotPassword, verifyEmail } = accountEndpoints;

const app = useApp();
const { mailbox } = app;

/** As it is typed, and as it is kept. */
const addresses = [
  ['under a name of another script', 'ada@пример.рф', 'ada@xn--e1afmkfd.xn--p1ai'],
  ['with characters that few use', "o'b&c=d/{e}@example.com", "o'b&c=d/{e}@example.com"],
] as const;

describe.each(addresses)('an address %s', (_kind, typed, kept) => {
  const unique = (address: string, part: string): string => `${part}.${address}`;

  it('[D2] can be registered and verified, and receives password resets', async () => {
    const part = randomUUID().slice(0, 8);
    const email = unique(kept, part);
    const { browser, user } = await register(app, { email: unique(typed, part) });
    expect(user).toMatchObject({ email, isVerified: false });
    await browser.call(verifyEmail, { body: { token: await mailbox.token(email, /./) } });
    expect(await browser.call(authEndpoints.me)).toMatchObject({ isVerified: true });
    await app.browser().call(forgotPassword, { body: { email: unique(typed, part) } });
    expect((await mailbox.email(email, /password/)).text).toContain('#token=');
  });

  it('[D2] can replace another address', async () => {
    const part = randomUUID().slice(0, 8);
    const email = unique(kept, part);
    const { browser, credentials } = await register(app);
    await browser.call(changeEmail, { body: { email: unique(typed, part), password: credentials.password } });
    await browser.call(verifyEmail, { body: { token: await mailbox.token(email, /Confirm your new e-mail/) } });
    expect(await browser.call(authEndpoints.me)).toMatchObject({ email, isVerified: true });
  });
});
