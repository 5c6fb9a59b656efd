import { authEndpoints, mfaEndpoints } from '@pixelboxx/shared';
import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { examineKeys } from '../../prisma/reencrypt.ts';
import { CONFIG, type Config } from '../../src/platform/config/config.ts';
import { useApp } from '../support/use-app.ts';
import { enableTotp } from '../support/clients/authenticator-app.ts';
import { register } from '../support/clients/users.ts';
import { startTwin } from '../support/replicas.ts';

const app = useApp();

it('[C3] codes and sessions survive adding a new data key, rewriting everything and removing the former key', async () => {
  const { secrets } = app.app.get<Config>(CONFIG);
  const { browser, credentials } = await register(app);
  const { app: authenticator, backupCodes } = await enableTotp(browser);
  await browser.fetch('/v1/users/me', {
    method: 'PATCH',
    headers: { 'content-type': 'application/json', 'idempotency-key': 'once' },
    body: '{"displayName":"Ada"}',
  });
  await app.prisma.backupCode.updateMany({ data: { keyId: null } });
  const fresh = randomBytes(32);
  const both = {
    ...secrets,
    dataEncryption: [fresh, ...secrets.dataEncryption],
    refreshToken: [randomBytes(32), ...secrets.refreshToken],
  };
  const count = async (rewrite: boolean, ring = both) =>
    Object.fromEntries(
      (await examineKeys(app.databaseUrl, ring, { rewrite })).map(({ name, former, unreadable }) => [
        name,
        [former, unreadable],
      ]),
    );
  const before = await count(false);
  expect(before).toMatchObject({
    'seeds of one-time codes': [1, 0],
    'answers to repeated requests': [1, 0],
    'backup codes': [10, 0],
  });
  const encode = (ring: readonly Buffer[]) => ring.map((key) => key.toString('base64url')).join(',');
  const replica = await startTwin(app, {
    DATA_ENCRYPTION_KEY: encode(both.dataEncryption),
    REFRESH_TOKEN_SECRET: encode(both.refreshToken),
  });
  try {
    const visitor = replica.browser();
    for (const [name, value] of browser.cookies) visitor.cookies.set(name, value);
    await visitor.call(authEndpoints.refresh);
    await visitor.call(mfaEndpoints.stepUp, { body: { code: backupCodes[0] ?? '' } });
    expect(await count(true)).toMatchObject({
      'seeds of one-time codes': [0, 0],
      'answers to repeated requests': [0, 0],
      'waiting jobs': [0, 0],
      'backup codes': [9, 0],
    });
    expect(await count(true, { ...both, dataEncryption: [fresh] })).toMatchObject({
      'seeds of one-time codes': [0, 0],
    });
    const again = replica.browser();
    await expect(
      again.call(authEndpoints.login, { body: { identifier: credentials.username, password: credentials.password } }),
    ).rejects.toMatchObject({ code: 'MFA_REQUIRED' });
    await again.call(mfaEndpoints.verify, { body: { code: authenticator.code(0) } });
  } finally {
    await replica.stop();
  }
});
