import { verify } from '@node-rs/argon2';
import { SystemClock } from '@pixelboxx/node-kit';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEMO_PASSWORD, seedDatabase } from '../../prisma/seed.ts';
import { DEMO_USERS } from '../../prisma/seed/users.ts';
import { createObjectStorage } from '../../src/platform/storage/assembly/create-object-storage.ts';
import { StorageInstallation } from '../../src/platform/storage/storage-installation.ts';
import { testConfig } from '../support/config.ts';
import { createTestDatabase, type TestDatabase } from '../support/database/database.ts';
import { openPrisma, type PrismaOnDatabase } from '../support/database/prisma.ts';

const config = testConfig();
const inDevelopment = { isProduction: false, allowDemoSeed: false };
let database: TestDatabase;
let opened: PrismaOnDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  opened = openPrisma(database.url);
});
afterAll(async () => {
  await opened.close();
  await database.stop();
});

it('seeding is refused in production unless explicitly requested', async () => {
  const environment = { isProduction: true, allowDemoSeed: false };
  await expect(seedDatabase(database.url, { environment, config })).rejects.toThrow('ALLOW_DEMO_SEED=true');
  expect(await opened.prisma.user.count()).toBe(0);
});

it('seeding adds twenty users of every role with their own pictures, and nothing the second time', async () => {
  expect(await seedDatabase(database.url, { environment: inDevelopment, config })).toBe(20);
  const before = await opened.prisma.user.findMany({ include: { uploads: true }, orderBy: { usernameKey: 'asc' } });
  expect(new Set(before.map(({ role }) => role))).toEqual(new Set(['USER', 'MOD', 'ADMIN']));
  expect(new Set(before.map(({ uploads }) => uploads[0]?.contentHash)).size).toBe(DEMO_USERS.length);

  const storage = createObjectStorage(config, new SystemClock());
  for (const { uploads, avatarUrl } of before) {
    const [upload] = uploads;
    expect(upload).toMatchObject({ kind: 'AVATAR', status: 'READY', visibility: 'PUBLIC', width: 512, height: 512 });
    for (const name of ['64', '256', '512']) {
      const key = `public/${upload!.contentHash}/${name}.webp`;
      expect((await storage.head(key))?.size).toBeGreaterThan(100);
      if (name === '256') expect(avatarUrl).toBe(storage.publicUrl(key));
    }
  }
  const pool = new pg.Pool({ connectionString: database.url, max: 1 });
  expect(await new StorageInstallation(storage, pool).look().finally(() => pool.end())).toBe('ours');
  const demo = before.find(({ username }) => username === 'demo');
  expect(await verify(demo!.passwordHash, DEMO_PASSWORD)).toBe(true);

  expect(await seedDatabase(database.url, { environment: inDevelopment, config })).toBe(0);
  const after = await opened.prisma.user.findMany({ include: { uploads: true }, orderBy: { usernameKey: 'asc' } });
  expect(after).toEqual(before);
});
