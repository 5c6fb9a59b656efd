import { accountEndpoints, authEndpoints, passkeyEndpoints } from '@pixelboxx/shared';
import { expect, it } from 'vitest';
import { newCredentials } from '../support/clients/users.ts';
import { failureOf } from '../support/failures.ts';
import { useApp } from '../support/use-app.ts';

const app = useApp({ NODE_ENV: 'production', ALLOW_EMBEDDED: 'true', WEB_ORIGIN: 'https://pixelboxx.example' });

it('[B3] in production, no way to an account or to another address takes one at which nobody can be', async () => {
  const email = 'me@released.invalid';
  const { username, password } = newCredentials();
  const member = app.browser();
  await member.call(authEndpoints.register, { body: newCredentials({ password }) });
  const stranger = app.browser();
  for (const refused of [
    await stranger.post(authEndpoints.register.path, newCredentials({ email })),
    await stranger.post(passkeyEndpoints.signUpOptions.path, { username, email }),
    await member.post(accountEndpoints.changeEmail.path, { email, password }),
  ]) {
    expect(await failureOf(refused)).toMatchObject({
      code: 'VALIDATION_ERROR',
      details: { fields: { email: ['Nobody can receive e-mail at this address.'] } },
    });
  }
});
