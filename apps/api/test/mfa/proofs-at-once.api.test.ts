import { authEndpoints, mfaEndpoints, type Passkey, passkeyEndpoints, type WebAuthnJson } from '@pixelboxx/shared';
import { expect, it } from 'vitest';
import { enableTotp } from '../support/clients/authenticator-app.ts';
import type { Browser } from '../support/clients/browser.ts';
import { sessionIdOf } from '../support/clients/devices.ts';
import { SoftwareAuthenticator } from '../support/clients/software-authenticator.ts';
import { goodPassword, register } from '../support/clients/users.ts';
import { useInterleaving } from '../support/database/interleaving.ts';
import { useApp, useTwin } from '../support/use-app.ts';

const interleaving = useInterleaving();
const app = useApp();
const twin = useTwin(app);

/** Two devices of one account, at two replicas. The proof of one of them is old. */
let owner: Browser;
let thief: Browser;
let identifier: string;

async function begin(): Promise<void> {
  const { browser, credentials } = await register(twin);
  owner = browser;
  identifier = credentials.username;
  thief = app.browser();
  await thief.call(authEndpoints.login, { body: { identifier, password: goodPassword } });
  const reauthenticatedAt = new Date(Date.now() - 11 * 60_000);
  await app.prisma.session.update({ where: { id: sessionIdOf(app, thief) }, data: { reauthenticatedAt } });
}

/** Whether whoever holds the browser may do what wants a fresh proof. */
async function isProven(browser: Browser): Promise<boolean> {
  return (await browser.post(passkeyEndpoints.registrationOptions.path)).status === 200;
}

it('a password does not suffice as a proof if codes are enabled between any two of its statements', async () => {
  const statements = await interleaving.everywhere({
    prepare: begin,
    request: () => thief.post(mfaEndpoints.stepUp.path, { password: goodPassword }),
    work: () => enableTotp(owner),
    check: async () => expect(await isProven(thief)).toBe(false),
  });
  expect(statements).toBeGreaterThan(3);
  expect(await isProven(thief)).toBe(true);
});

it('a sign-in by password alone gives no fresh proof if codes are enabled meanwhile, on new and known devices', async () => {
  for (const isNewDevice of [true, false]) {
    const statements = await interleaving.everywhere({
      prepare: async () => {
        await begin();
        const known = thief.cookies.get('pbx_device');
        thief = app.browser();
        thief.headers['user-agent'] = isNewDevice ? 'Another browser' : 'node';
        if (known !== undefined && !isNewDevice) thief.cookies.set('pbx_device', known);
      },
      request: () => thief.post(authEndpoints.login.path, { identifier, password: goodPassword }),
      work: () => enableTotp(owner),
      check: async () => expect(await isProven(thief)).toBe(false),
    });
    expect(statements).toBeGreaterThan(1);
  }
});

it.each([
  ['disabled', mfaEndpoints.disableTotp],
  ['given other backup codes', mfaEndpoints.renewBackupCodes],
])('codes are not %s by a request that was authorized before they were enabled', async (_, { method, path }) => {
  const statements = await interleaving.everywhere({
    prepare: async () => {
      await begin();
      await thief.call(mfaEndpoints.stepUp, { body: { password: goodPassword } });
    },
    request: () => thief.fetch(path, { method }),
    work: () => enableTotp(owner),
    check: async ({ status }) => {
      expect([403, 404]).toContain(status);
      expect(await owner.call(mfaEndpoints.status)).toMatchObject({ totp: { enabled: true } });
    },
  });
  expect(statements).toBeGreaterThan(1);
});

it('a passkey does not suffice as a proof if it is removed between any two of its statements', async () => {
  let passkey: Passkey;
  let response: WebAuthnJson;
  const statements = await interleaving.everywhere({
    prepare: async () => {
      await begin();
      const key = new SoftwareAuthenticator();
      const options = await owner.call(passkeyEndpoints.registrationOptions);
      passkey = await owner.call(passkeyEndpoints.add, { body: { name: 'my phone', response: key.create(options) } });
      response = key.get(await thief.call(passkeyEndpoints.authenticationOptions));
    },
    request: () => thief.post(passkeyEndpoints.stepUp.path, { response }),
    work: () => owner.call(passkeyEndpoints.remove, { params: { id: passkey.id } }),
    check: async () => expect(await isProven(thief)).toBe(false),
  });
  expect(statements).toBeGreaterThan(3);
  expect(await isProven(thief)).toBe(true);
});
