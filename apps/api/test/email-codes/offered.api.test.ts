import {
  accountEndpoints,
  authEndpoints,
  emailCodeEndpoints,
  identityEndpoints,
  passkeyEndpoints,
  type SignInMethod,
} from '@pixelboxx/shared';
import { describe, expect, it } from 'vitest';
import { SoftwareAuthenticator } from '../support/clients/software-authenticator.ts';
import { newCredentials } from '../support/clients/users.ts';
import { useApp } from '../support/use-app.ts';
import { asked, typeCode } from './code-users.ts';

const { username, email, password } = newCredentials();

/** What belongs to each way, as whoever uses it would send it. */
const requests: Record<SignInMethod, readonly (readonly [{ readonly path: string }, object])[]> = {
  password: [
    [authEndpoints.login, { identifier: email, password }],
    [authEndpoints.register, { username, email, password }],
    [accountEndpoints.forgotPassword, { email }],
  ],
  passkey: [
    [passkeyEndpoints.signUpOptions, { username, email }],
    [passkeyEndpoints.signUp, { username, email, name: 'key', response: {} }],
    [passkeyEndpoints.signIn, { response: {} }],
  ],
  'email-code': [
    [emailCodeEndpoints.request, { email }],
    [emailCodeEndpoints.verify, { email, code: '12345678' }],
  ],
};

describe.each([
  ['password', 'passkey'],
  ['passkey', 'email-code'],
  ['email-code', 'password'],
] as const)('where the sign-in methods %s and %s are offered', (...offered) => {
  const app = useApp({ SIGN_IN_METHODS: offered.join(', ') });

  it('[E11] lists them in order', async () => {
    const { methods } = await app.browser().call(identityEndpoints.providers);
    expect(methods).toEqual(offered);
  });

  it('[E11] refuses all requests of the method that is not offered', async () => {
    for (const [method, parts] of Object.entries(requests)) {
      for (const [{ path }, body] of parts) {
        const text = await (await app.browser().post(path, body)).text();
        const isClosed = text.includes('SIGN_IN_METHOD_DISABLED');
        expect([method, path, isClosed]).toEqual([method, path, !offered.some((name) => name === method)]);
      }
    }
  });
});

describe('where passwords are not offered', () => {
  const app = useApp({ SIGN_IN_METHODS: 'passkey,email-code' });

  it('[E11] signing up works with a passkey, and signing in on another device with a code', async () => {
    const account = { username: `${username}_2`.slice(0, 32), email: `two-${email}` };
    const browser = app.browser();
    const options = await browser.call(passkeyEndpoints.signUpOptions, { body: account });
    const response = new SoftwareAuthenticator().create(options);
    const { id } = await browser.call(passkeyEndpoints.signUp, { body: { ...account, name: 'key', response } });
    const token = await app.mailbox.token(account.email, /Confirm your e-mail/);
    await browser.call(accountEndpoints.verifyEmail, { body: { token } });
    const other = await asked(app, account.email);
    expect(await typeCode(other.browser, account.email, other.code)).toMatchObject({ id });
    expect((await other.browser.call(passkeyEndpoints.list)).items).toHaveLength(1);
  });
});
