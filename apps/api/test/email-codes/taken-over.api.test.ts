import { accountEndpoints, emailCodeEndpoints } from '@pixelboxx/shared';
import { expect, it } from 'vitest';
import { register } from '../support/clients/users.ts';
import { useApp } from '../support/use-app.ts';
import { ask, asked, readCode, typeCode } from './code-users.ts';

const app = useApp();

const latestEventOf = async (browser: ReturnType<typeof app.browser>) =>
  (await browser.call(accountEndpoints.securityEvents, { query: {} })).items[0]?.type;

it('[E6] the registering device is no longer known once the mailbox’s owner has proven the address by a code', async () => {
  const stranger = await register(app);
  const { email } = stranger.credentials;
  const owner = app.browser();
  owner.headers['user-agent'] = 'Mozilla/5.0 (a phone of hers)';
  await ask(owner, email);
  await typeCode(owner, email, (await readCode(app, email)).code);
  // He reads her mailbox for a moment: what she is told of must not look like her own device.
  await ask(stranger.browser, email);
  await typeCode(stranger.browser, email, (await readCode(app, email, 1)).code);
  expect(await latestEventOf(stranger.browser)).toBe('NEW_DEVICE_SIGNED_IN');
  await app.mailbox.email(email, /new device signed in/);
});

it('[E6] the registering device is no longer known after a link in the mailbox has proven the address, even without a new password', async () => {
  const stranger = await register(app);
  const { email } = stranger.credentials;
  const token = await app.mailbox.token(email, /Confirm your e-mail/);
  const opened = await app.browser().call(accountEndpoints.verifyEmail, { body: { token } });
  expect(opened).toMatchObject({ mustResetPassword: true });
  await ask(stranger.browser, email);
  await typeCode(stranger.browser, email, (await readCode(app, email)).code);
  expect(await latestEventOf(stranger.browser)).toBe('NEW_DEVICE_SIGNED_IN');
});

it('[E6] the device of the mailbox’s owner is known after that', async () => {
  const stranger = await register(app);
  const { email } = stranger.credentials;
  const owner = await asked(app, email);
  await typeCode(owner.browser, email, owner.code);
  await ask(owner.browser, email);
  await owner.browser.call(emailCodeEndpoints.verify, { body: { email, code: (await readCode(app, email, 1)).code } });
  expect(await latestEventOf(owner.browser)).toBe('EMAIL_CODE_SIGNED_IN');
});
