import { pollUntil } from '@pixelboxx/config/testing';
import { type StorageQuota, type Upload, uploadEndpoints } from '@pixelboxx/shared';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type SweepReport, UploadsSweeper } from '../../../src/uploads/sweep/sweeper.service.ts';
import { startReplica } from '../../support/app.ts';
import { Browser } from '../../support/clients/browser.ts';
import { type TestUser, register } from '../../support/clients/users.ts';
import { photo } from '../../support/uploads/images.ts';
import { openUpload, partHead } from '../../support/uploads/raw-request.ts';
import { filesIn, formOf, postAvatar, uploadAvatar, uploadImage } from '../../support/uploads/uploading.ts';
import { findDisagreements, inventory, type Leftovers } from './consistency.ts';
import type { CrashingProcess } from '../../support/programs/crashing-process.ts';
import { useCrashStage } from './crash-stage.ts';

/** One crash: what the user is doing, where the process dies, and what must be true afterwards. */
interface Step {
  readonly doing: 'upload' | 'avatar' | 'delete';
  readonly step: string;
  readonly moment: string;
  /** Images or avatars the user has once all is swept. */
  readonly kept: number;
}

const steps: readonly Step[] = [
  { doing: 'upload', step: 'half of the file received', moment: 'half received', kept: 0 },
  { doing: 'upload', step: 'whole file received', moment: 'file received', kept: 0 },
  { doing: 'upload', step: 'PENDING inserted', moment: 'put 0', kept: 0 },
  { doing: 'upload', step: '1st of 3 objects stored', moment: 'put 1', kept: 0 },
  { doing: 'upload', step: '2nd of 3 objects stored', moment: 'put 2', kept: 0 },
  { doing: 'upload', step: 'all objects stored', moment: 'put 3', kept: 0 },
  { doing: 'upload', step: 'READY written, not committed', moment: 'before commit of upload.ready', kept: 0 },
  { doing: 'upload', step: 'READY, not answered', moment: 'after commit of upload.ready', kept: 1 },
  { doing: 'avatar', step: 'new one READY, old one marked', moment: 'after commit of upload.ready', kept: 1 },
  { doing: 'avatar', step: '1st of 3 objects of the old one gone', moment: 'delete 1', kept: 1 },
  { doing: 'avatar', step: 'all objects of the old one gone', moment: 'delete all', kept: 1 },
  { doing: 'delete', step: 'marked, not committed', moment: 'before commit of upload.deleted', kept: 1 },
  { doing: 'delete', step: 'marked', moment: 'after commit of upload.deleted', kept: 0 },
  { doing: 'delete', step: '1st of 3 objects gone', moment: 'delete 1', kept: 0 },
  { doing: 'delete', step: 'all objects gone, row still there', moment: 'delete all', kept: 0 },
];

const stage = useCrashStage();
let api: CrashingProcess;
const table: string[] = [];

afterEach(async () => {
  vi.useRealTimers();
  await api.kill();
});

const key = (): Record<string, string> => ({ 'idempotency-key': 'the same' });

async function sendImage(browser: Browser, image: Buffer): Promise<Response> {
  return browser.fetch(uploadEndpoints.image.path, { method: 'POST', body: formOf(image), headers: key() });
}

/** Does what the step is about, in a process that dies over it. */
async function crash({ doing, moment }: Step, { browser }: TestUser, images: readonly [Buffer, Buffer]): Promise<void> {
  const [first, second] = images;
  const earlier =
    doing === 'delete'
      ? await uploadImage(browser, first)
      : doing === 'avatar'
        ? await uploadAvatar(browser, first)
        : null;
  await api.dieAt(moment);
  if (moment === 'half received') return crashWhileReceiving(browser, second);
  const request =
    doing === 'upload'
      ? sendImage(browser, second)
      : doing === 'avatar'
        ? postAvatar(browser, second)
        : browser.fetch(`/v1/uploads/${earlier?.id ?? ''}`, { method: 'DELETE' });
  await expect(request).rejects.toThrow('fetch failed');
}

async function crashWhileReceiving(browser: Browser, image: Buffer): Promise<void> {
  const { socket, closed } = openUpload(browser, { 'content-length': '900000' });
  socket.write(Buffer.concat([Buffer.from(partHead()), image.subarray(0, image.length / 2)]));
  await pollUntil('bytes have arrived', () => filesIn(join(stage.dataDir, 'incoming')).length > 0);
  await api.kill();
  await closed;
}

/** Starts anew, an hour and a minute later, and sweeps once. */
async function sweepLater(user: TestUser): Promise<{ report: SweepReport; quota: StorageQuota }> {
  const replica = await startReplica(stage.environment);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61 * 60_000 });
  try {
    const report = await replica.app.get(UploadsSweeper).sweep({ dryRun: false });
    vi.useRealTimers();
    const browser = new Browser(replica.baseUrl);
    for (const [name, value] of user.browser.cookies) browser.cookies.set(name, value);
    return { report, quota: await browser.call(uploadEndpoints.quota) };
  } finally {
    vi.useRealTimers();
    await replica.stop();
  }
}

function formatLeft({ rows, objects, files }: Leftovers): string {
  const counted = Object.entries(Object.groupBy(rows, (row) => row)).map(([name, group]) => `${group?.length} ${name}`);
  const parts = [counted.length > 0 ? `rows: ${counted.join(', ')}` : 'no row', `${objects} objects`];
  return [...parts, ...(files > 0 ? [`${files} file`] : [])].join('; ');
}

function formatSweep(report: SweepReport): string {
  const done = [
    [report.stalePending, 'removes the row and its objects'],
    [report.deletedUploads - report.stalePending, 'removes the marked row and its objects'],
    [report.orphanedImages, 'removes objects without a row'],
    [report.unfinishedFiles, 'removes the file'],
  ] as const;
  return done.flatMap(([count, what]) => (count > 0 ? [what] : [])).join(', ') || 'nothing to do';
}

describe('the uploads of a process killed by SIGKILL', () => {
  it.each(steps)('$doing: $step', async (step) => {
    api = await stage.startProcess();
    const user = await register({ browser: () => new Browser(api.url) });
    const images = (await Promise.all(
      ['#12a', '#a21'].map((color) => photo({ width: 700, height: 500 }, color).jpeg().toBuffer()),
    )) as [Buffer, Buffer];
    await crash(step, user, images);
    expect(await api.ended).toBe('SIGKILL');

    const left = await inventory(stage.records.prisma, stage.dataDir);
    const { report, quota } = await sweepLater(user);
    expect(report.failures).toBe(0);
    expect(await findDisagreements(stage.records.prisma, stage.dataDir, user.user.id, quota)).toEqual([]);
    expect((await inventory(stage.records.prisma, stage.dataDir)).rows).toEqual(Array<string>(step.kept).fill('READY'));
    table.push(`| ${step.doing} | ${step.step} | ${formatLeft(left)} | ${formatSweep(report)} |`);
    await forget(user);
  });

  it('leave at every step what docs/uploads.md says', () => {
    const documented = readFileSync(join(import.meta.dirname, '../../../../../docs/uploads.md'), 'utf8');
    const rows = (text: string) => text.split('\n').map((line) => line.replaceAll(/\s+/g, ' ').trim());
    expect(rows(documented)).toEqual(expect.arrayContaining(rows(table.join('\n'))));
    expect(table).toHaveLength(steps.length);
  });
});

describe('a client whose upload was lost with the process', () => {
  it.each([
    ['before it was ready', 'put 2'],
    ['after it was ready', 'after commit of upload.ready'],
  ])('has exactly one upload after sending it again with its Idempotency-Key, lost %s', async (_when, moment) => {
    api = await stage.startProcess();
    const user = await register({ browser: () => new Browser(api.url) });
    const image = await photo({ width: 700, height: 500 }, '#1a2').jpeg().toBuffer();
    await api.dieAt(moment);
    await expect(sendImage(user.browser, image)).rejects.toThrow('fetch failed');
    // The lease of the dead process ends.
    await stage.records.prisma.idempotencyKey.updateMany({ data: { leaseUntil: new Date(0) } });

    const replica = await startReplica(stage.environment);
    const browser = new Browser(replica.baseUrl);
    for (const [name, value] of user.browser.cookies) browser.cookies.set(name, value);
    const responses = [await sendImage(browser, image), await sendImage(browser, image)];
    expect(responses.map(({ status }) => status)).toEqual([201, 201]);
    const [one, other] = await Promise.all(responses.map((response) => response.json() as Promise<{ data: Upload }>));
    expect(other).toEqual(one);
    const ready = await stage.records.prisma.upload.findMany({ where: { userId: user.user.id, status: 'READY' } });
    expect(ready.map(({ id }) => id)).toEqual([one?.data.id]);
    await replica.stop();
    await sweepLater(user);
    await forget(user);
  });
});

/** So that the next step begins with nothing. */
async function forget(user: TestUser): Promise<void> {
  await stage.records.prisma.user.delete({ where: { id: user.user.id } });
  rmSync(join(stage.dataDir, 'objects'), { recursive: true, force: true });
}
