import { OpenIdServer, type Somebody, walkThrough } from '@pixelboxx/config/testing/openid-server';
import { accountEndpoints, authEndpoints, identityEndpoints, passkeyEndpoints } from '@pixelboxx/shared';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from '../support/clients/browser.ts';
import { newCredentials } from '../support/clients/users.ts';
import { failureOf } from '../support/failures.ts';
import { useApp } from '../support/use-app.ts';

const webOrigin = 'https://pixelboxx.example';
const provider = new OpenIdServer('acme');
const redirectUri = `${webOrigin}/login/with/${provider.id}/callback`;

beforeAll(() => provider.start(redirectUri));
afterAll(() => provider.stop());

const app = useApp(() => ({
  NODE_ENV: 'production',
  ALLOW_EMBEDDED: 'true',
  WEB_ORIGIN: webOrigin,
  OIDC_PROVIDERS: JSON.stringify([provider.config]),
}));

const email = 'me@released.invalid';

async function expectRefusal(response: Response): Promise<void> {
  expect(await failureOf(response)).toMatchObject({
    code: 'VALIDATION_ERROR',
    details: { fields: { email: ['Nobody can receive e-mail at this address.'] } },
  });
}

/** A browser in which the provider has just said who somebody is, who has no account yet. */
async function comesBackAs(somebody: Somebody): Promise<Browser> {
  provider.somebody = somebody;
  const browser = app.browser();
  const { url } = await browser.call(identityEndpoints.start, { body: { provider: provider.id } });
  const response = await walkThrough(url, redirectUri);
  const back = await browser.call(identityEndpoints.callback, { body: { provider: provider.id, response } });
  expect(back.outcome).toBe('REGISTRATION');
  return browser;
}

it('[B3] in production, registration and change of address refuse reserved domains', async () => {
  const { username, password } = newCredentials();
  const member = app.browser();
  await member.call(authEndpoints.register, { body: newCredentials({ password }) });
  const stranger = app.browser();
  for (const refused of [
    await stranger.post(authEndpoints.register.path, newCredentials({ email })),
    await stranger.post(passkeyEndpoints.signUpOptions.path, { username, email }),
    await member.post(accountEndpoints.changeEmail.path, { email, password }),
  ])
    await expectRefusal(refused);
});

it('[B3] in production, signing up with a provider refuses reserved domains, from the provider or typed', async () => {
  const { path } = identityEndpoints.register;
  const vouched = await comesBackAs({ sub: 'vouched', email, email_verified: true });
  await expectRefusal(await vouched.post(path, { username: newCredentials().username }));
  const unvouched = await comesBackAs({ sub: 'unvouched', email, email_verified: false });
  await expectRefusal(await unvouched.post(path, { username: newCredentials().username, email }));
  const typed = await comesBackAs({ sub: 'typed', email: 'me@example.com', email_verified: true });
  await expectRefusal(await typed.post(path, { username: newCredentials().username, email }));
  expect(await app.prisma.identity.count()).toBe(0);
  // What was refused is not used up: another address makes the account.
  expect((await typed.post(path, { username: newCredentials().username })).status).toBe(201);
});
