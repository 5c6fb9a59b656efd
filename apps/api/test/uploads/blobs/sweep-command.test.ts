import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testEnvironment } from '../../support/config.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { newUpload, newUser, openPrisma, type PrismaOnDatabase } from '../../support/database/prisma.ts';
import { compileProgram } from '../../support/programs/compile-program.ts';

let program: string;
let database: TestDatabase;
let records: PrismaOnDatabase;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  program = await compileProgram(join(import.meta.dirname, '../../../src/bin/sweep.ts'));
  database = await createTestDatabase();
  records = openPrisma(database.url);
  const dataDir = mkdtempSync(join(tmpdir(), 'pixelboxx-sweep-'));
  environment = testEnvironment({ DATABASE_URL: database.url, DATA_DIR: dataDir });
});

afterAll(async () => {
  await records.close();
  await database.stop();
});

const sweep = (...args: string[]): Promise<{ stdout: string; stderr: string }> =>
  promisify(execFile)(process.execPath, [program, ...args], { env: environment });

it('the sweep command first reports what it would do, and then does it', async () => {
  const { id: userId } = await records.prisma.user.create({ data: newUser('Sweeping') });
  await records.prisma.upload.create({ data: { ...newUpload(userId), createdAt: new Date(0) } });

  expect((await sweep('--dry-run')).stdout).toMatch(/would remove.*\n +1 {2}uploads that never became ready/);
  expect(await records.prisma.upload.count()).toBe(1);

  const { stdout } = await sweep('--json');
  expect(JSON.parse(stdout)).toMatchObject({ dryRun: false, stalePending: 1, failures: 0 });
  expect(await records.prisma.upload.count()).toBe(0);
});

it('the sweep command refuses unknown options, and lists the known ones', async () => {
  await expect(sweep('--force')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Usage:') as string,
  });
});

it('the sweep command names missing settings', async () => {
  environment = { ...environment, DATABASE_URL: '' };
  await expect(sweep()).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('DATABASE_URL is required') as string,
  });
});
