import { pollUntil } from '@pixelboxx/config/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Upload, uploadEndpoints } from '@pixelboxx/shared';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { JobQueue } from '../../src/platform/jobs/job-queue.ts';
import { screenPending } from '../../src/uploads/screening/screening.service.ts';
import { UploadsSweeper } from '../../src/uploads/sweep/sweeper.service.ts';
import { startReplica } from '../support/app.ts';
import { Browser } from '../support/clients/browser.ts';
import { testEnvironment } from '../support/config.ts';
import { createTestDatabase, type TestDatabase } from '../support/database/database.ts';
import { type TestUser, register } from '../support/clients/users.ts';
import { openPrisma, type PrismaOnDatabase } from '../support/database/prisma.ts';
import { compileProgram } from '../support/programs/compile-program.ts';
import { findDisagreements } from '../uploads/crash/consistency.ts';
import { CrashingProcess } from '../support/programs/crashing-process.ts';
import { uploadImage } from '../support/uploads/uploading.ts';
import { FakeAiService } from '../support/network/fake-ai-service.ts';
import { newImage, statusAt, untilDegraded } from '../support/uploads/screened-app.ts';

const ai = new FakeAiService();
let program: string;
let database: TestDatabase;
let records: PrismaOnDatabase;
let environment: NodeJS.ProcessEnv;
let dataDir: string;
let api: CrashingProcess;

beforeAll(async () => {
  await ai.start();
  program = await compileProgram(join(import.meta.dirname, '../uploads/crash/crashing-api.ts'));
  database = await createTestDatabase();
  records = openPrisma(database.url);
  dataDir = mkdtempSync(join(tmpdir(), 'pixelboxx-kill-'));
  environment = testEnvironment({
    ...{ NODE_ENV: 'production', ALLOW_EMBEDDED: 'true', ...ai.settings },
    ...{ DATABASE_URL: database.url, DATA_DIR: dataDir },
  });
});

afterEach(async () => {
  vi.useRealTimers();
  await api.kill();
});

afterAll(async () => {
  await records.close();
  await database.stop();
  await ai.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

/** A public image, shown, whose decision kills the process at that moment. */
async function dieOverDecision(moment: string): Promise<{ user: TestUser; upload: Upload }> {
  api = await CrashingProcess.start(program, environment);
  const browser = () => new Browser(api.url);
  const user = await register({ browser });
  await untilDegraded({ browser }, false);
  const { promise: released, resolve: release } = Promise.withResolvers<'unsafe'>();
  ai.reset();
  ai.response = () => released;
  const upload = await uploadImage(user.browser, await newImage(), 'public');
  await pollUntil('it is being looked at', () => ai.images.length === 1);
  await api.dieAt(moment);
  release('unsafe');
  expect(await api.ended).toBe('SIGKILL');
  return { user, upload };
}

/** Another process, an hour and a minute later: one sweep, and the schedule comes round. */
async function mend({ browser: { cookies } }: TestUser, upload: Upload): Promise<string[]> {
  // The schedule may come round at any time, with a clock an hour ahead: nothing is decided before the sweep was judged.
  const { promise: held, resolve: decide } = Promise.withResolvers<'unsafe'>();
  ai.response = () => held;
  const replica = await startReplica(environment);
  const browser = new Browser(replica.baseUrl);
  for (const [name, value] of cookies) browser.cookies.set(name, value);
  await untilDegraded(replica, false);
  try {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61 * 60_000 });
    await replica.app.get(UploadsSweeper).sweep({ dryRun: false });
    vi.useRealTimers();
    const afterSweep = await disagreements(browser, upload);
    decide('unsafe');
    const createdAt = new Date(Date.now() - 10 * 60_000);
    await records.prisma.upload.update({ where: { id: upload.id }, data: { createdAt } });
    await replica.app.get(JobQueue).enqueue(null, screenPending, {});
    await pollUntil('it is flagged, and gone from its address', async () => {
      const row = await records.prisma.upload.findUnique({ where: { id: upload.id } });
      return row?.screening === 'FLAGGED' && (await statusAt(replica, upload.variants[0]?.url)) === 404;
    });
    // Its first original is gone; the job that removes them may still be at the others.
    await pollUntil('the last original is gone', async () => (await disagreements(browser, upload)).length === 0);
    return afterSweep;
  } finally {
    vi.useRealTimers();
    decide('unsafe');
    await replica.stop();
  }
}

async function disagreements(browser: Browser, { id }: Upload): Promise<string[]> {
  const { userId } = await records.prisma.upload.findUniqueOrThrow({ where: { id } });
  return findDisagreements(records.prisma, dataDir, userId, await browser.call(uploadEndpoints.quota));
}

describe('a process killed by SIGKILL while it hides a flagged picture', () => {
  it.each([
    ['after the first copy', 'put 1'],
    ['after all copies', 'put 2'],
    ['before the commit', 'before commit of upload.flagged'],
    ['after the commit', 'after commit of upload.flagged'],
    ['after the first original is gone', 'delete 1'],
    ['after all originals are gone', 'delete all'],
  ])('leaves nothing that one sweep does not repair, and the picture is hidden in the end: %s', async (_, moment) => {
    const { user, upload } = await dieOverDecision(moment);
    try {
      expect(await mend(user, upload)).toEqual([]);
    } finally {
      await records.prisma.user.delete({ where: { id: user.user.id } });
      rmSync(join(dataDir, 'objects'), { recursive: true, force: true });
    }
  });
});
