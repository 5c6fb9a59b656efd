import { pollUntil, seededRandom } from '@pixelboxx/config/testing';
import { authEndpoints, mfaEndpoints } from '@pixelboxx/shared';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { examineKeys } from '../../prisma/reencrypt.ts';
import { AuthenticatorApp } from '../support/clients/authenticator-app.ts';
import { register } from '../support/clients/users.ts';
import { testConfig } from '../support/config.ts';
import { createTestDatabase } from '../support/database/database.ts';
import { openPrisma } from '../support/database/prisma.ts';
import { changeOfSecrets, RollingCluster, type Stage } from './rolling-cluster.ts';
import { Visitor } from './visitor.ts';

const visitorCount = 4;

it('[C3] changing every secret on two replicas under load causes no failures, no sign-outs and no unknown devices', async () => {
  const random = seededRandom();
  const database = await createTestDatabase();
  onTestFinished(() => database.stop());
  const dataDir = mkdtempSync(join(tmpdir(), 'pixelboxx-rotation-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const secretsAt = changeOfSecrets();
  const cluster = new RollingCluster({ DATABASE_URL: database.url, DATA_DIR: dataDir }, random);
  await cluster.start(secretsAt('before'));
  onTestFinished(() => cluster.stop());

  let stage: Stage = 'before';
  const visitors = await Promise.all(Array.from({ length: visitorCount }, () => Visitor.arrive(cluster, random)));
  const coder = await register(cluster);
  const { secret } = await coder.browser.call(mfaEndpoints.setUpTotp);
  const phone = new AuthenticatorApp(secret);
  const { codes } = await coder.browser.call(mfaEndpoints.confirmTotp, { body: { code: phone.code(0) } });

  const staying = Promise.all(visitors.map((visitor) => visitor.stay(() => stage)));
  /** Everybody has done everything since: what they hold was made at this stage. */
  const settle = async (): Promise<void> => {
    const from = new Map(visitors.map((visitor) => [visitor, new Map(visitor.done)]));
    await pollUntil(
      `everybody has done everything at stage “${stage}”`,
      () =>
        visitors.some(({ failures }) => failures.length > 0) ||
        visitors.every((visitor) =>
          visitor.actNames.every((name) => (visitor.done.get(name) ?? 0) > (from.get(visitor)?.get(name) ?? 0) + 1),
        ),
      { timeoutMs: 120_000 },
    );
  };
  const deploy = async (next: Stage): Promise<void> => {
    stage = next;
    await cluster.deploy(secretsAt(next));
    await settle();
  };

  try {
    await settle();
    await deploy('made known');
    await deploy('in front');
    await coder.browser.call(mfaEndpoints.stepUp, { body: { code: codes[0] ?? '' } });
    const { secrets } = testConfig(secretsAt('in front'));
    const left = await examineKeys(database.url, secrets, { rewrite: true });
    expect(left.filter(({ unreadable }) => unreadable > 0)).toEqual([]);
    expect(left.find(({ name }) => name === 'seeds of one-time codes')).toMatchObject({ current: 1, former: 0 });
    // Digests, which their owner renews.
    await coder.browser.call(mfaEndpoints.renewBackupCodes);
    await pollUntil('nothing is left under the former key', async () =>
      (await examineKeys(database.url, secrets, { rewrite: true })).every(({ former }) => former === 0),
    );
    await settle();
    // In place of the quarter of an hour after which no token of the former key is left.
    await coder.browser.call(authEndpoints.refresh);
    await deploy('alone');
    await coder.browser.call(mfaEndpoints.stepUp, { body: { code: phone.code(1) } });
  } finally {
    for (const visitor of visitors) visitor.leave();
    await staying;
  }

  expect(visitors.flatMap(({ failures }) => failures)).toEqual([]);
  for (const { user } of [...visitors, { user: coder }]) await user.browser.call(authEndpoints.me);
  const records = openPrisma(database.url);
  onTestFinished(() => records.close());
  const unwanted = ['NEW_DEVICE_SIGNED_IN', 'REFRESH_TOKEN_REUSED', 'SESSION_REVOKED'];
  expect(await records.prisma.securityEvent.findMany({ where: { type: { in: unwanted } } })).toEqual([]);
}, 300_000);
