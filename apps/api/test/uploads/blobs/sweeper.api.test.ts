import { pollUntil } from '@pixelboxx/config/testing';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { authEndpoints } from '@pixelboxx/shared';
import type { Readable } from 'node:stream';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ObjectStorage } from '../../../src/platform/storage/object-storage.ts';
import { UploadsSweeper } from '../../../src/uploads/sweep/sweeper.service.ts';
import { JobQueue } from '../../../src/platform/jobs/job-queue.ts';
import { sweepUploads } from '../../../src/uploads/sweep/sweep-schedule.ts';
import { PersonalDataService } from '../../../src/users/personal-data.service.ts';
import { useApp } from '../../support/use-app.ts';
import { type TestUser, register } from '../../support/clients/users.ts';
import { photo } from '../../support/uploads/images.ts';
import {
  errorOf,
  everythingStored,
  filesIn,
  postAvatar,
  storedKeys,
  uploadAvatar,
} from '../../support/uploads/uploading.ts';

const app = useApp();
let user: TestUser;
let sweeper: UploadsSweeper;

beforeAll(() => {
  sweeper = app.app.get(UploadsSweeper);
});

beforeEach(async () => {
  user = await register(app);
});

const nothing = {
  stalePending: 0,
  deletedUploads: 0,
  orphanedImages: 0,
  unfinishedFiles: 0,
  failures: 0,
  refusal: null,
};
const twoHoursAgo = () => new Date(Date.now() - 2 * 60 * 60 * 1000);

/** A row as an upload cut off at some step leaves it, and its objects. */
async function leftover(
  row: { status: 'PENDING' | 'READY'; deletedAt?: Date; createdAt?: Date } | null,
  variants: readonly string[],
): Promise<string> {
  const contentHash = randomBytes(32).toString('hex');
  if (row) {
    await app.prisma.upload.create({
      data: {
        ...row,
        ...{
          userId: user.user.id,
          kind: 'AVATAR',
          visibility: 'PUBLIC',
          storageVisibility: 'PUBLIC',
          contentHash,
          variants: [],
        },
        ...{ width: 512, height: 512, bytes: 3, thumbhash: 'x', dominantColor: '#000000' },
      },
    });
  }
  for (const name of variants) await putObject(`public/${contentHash}/${name}.webp`);
  return contentHash;
}

async function putObject(key: string): Promise<void> {
  await app.app.get(ObjectStorage).put(key, Buffer.from('x'), { contentType: 'image/webp', visibility: 'public' });
}

function leaveFile(directory: string, modifiedAt: Date): string {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, randomUUID());
  writeFileSync(path, 'half a pic');
  utimesSync(path, modifiedAt, modifiedAt);
  return path;
}

describe('the sweeper', () => {
  it('removes everything that an upload interrupted at any step has left', async () => {
    const kept = await uploadAvatar(user.browser, await photo(undefined, '#123').jpeg().toBuffer());
    const before = await everythingStored(app);
    await leftover({ status: 'PENDING', createdAt: twoHoursAgo() }, []);
    await leftover({ status: 'PENDING', createdAt: twoHoursAgo() }, ['64']);
    await leftover({ status: 'PENDING', createdAt: twoHoursAgo() }, ['64', '256', '512']);
    await leftover({ status: 'READY', deletedAt: new Date() }, ['64', '256', '512']);
    await leftover({ status: 'PENDING', deletedAt: new Date() }, ['64']);
    await leftover(null, ['64', '256']);
    leaveFile(join(app.dataDir, 'incoming'), twoHoursAgo());
    leaveFile(join(app.dataDir, 'objects', 'partial'), twoHoursAgo());

    const dirty = await everythingStored(app);
    const planned = await sweeper.sweep({ dryRun: true });
    expect(planned).toEqual({
      ...nothing,
      dryRun: true,
      stalePending: 3,
      deletedUploads: 2,
      // The objects of deleted uploads go with their rows.
      orphanedImages: 1,
      unfinishedFiles: 2,
    });
    expect(await everythingStored(app)).toEqual(dirty);

    const done = await sweeper.sweep({ dryRun: false });
    expect(done).toMatchObject({ stalePending: 3, unfinishedFiles: 2, failures: 0 });
    expect(await everythingStored(app)).toEqual(before);
    expect((await fetch(new URL(kept.variants[0]?.url ?? '', app.baseUrl))).status).toBe(200);
    expect(await sweeper.sweep({ dryRun: false })).toEqual({ ...nothing, dryRun: false });
  });

  it('keeps running uploads and files that are still arriving', async () => {
    const contentHash = await leftover({ status: 'PENDING' }, ['64']);
    const arriving = leaveFile(join(app.dataDir, 'incoming'), new Date());
    expect(await sweeper.sweep({ dryRun: false })).toEqual({ ...nothing, dryRun: false });
    expect(await storedKeys(app)).toContain(`public/${contentHash}/64.webp`);
    rmSync(arriving);
    await app.prisma.upload.deleteMany({ where: { contentHash } });
    await sweeper.sweep({ dryRun: false });
  });

  it('does no harm when several replicas sweep while people upload', async () => {
    const users = await Promise.all(Array.from({ length: 5 }, () => register(app)));
    const image = await photo({ width: 100, height: 100 }, '#555').jpeg().toBuffer();
    await Promise.all([
      ...users.map(({ browser }) => uploadAvatar(browser, image)),
      ...Array.from({ length: 6 }, () => sweeper.sweep({ dryRun: false })),
    ]);
    for (const { browser } of users) {
      const { avatarUrl } = await browser.call(authEndpoints.me);
      expect((await fetch(new URL(avatarUrl ?? '', app.baseUrl))).status).toBe(200);
    }
  });

  it('runs as a job', async () => {
    const orphan = await leftover(null, ['64']);
    await app.app.get(JobQueue).enqueue(null, sweepUploads, {});
    await pollUntil('the orphan is gone', async () => !(await storedKeys(app)).some((key) => key.includes(orphan)));
  });

  it('keeps objects that are not pictures', async () => {
    const key = `private/${randomBytes(32).toString('hex')}/export.zip`;
    await app.app
      .get(ObjectStorage)
      .put(key, Buffer.from('PK'), { contentType: 'application/zip', visibility: 'private' });
    await sweeper.sweep({ dryRun: false });
    expect(await storedKeys(app)).toContain(key);
    await app.app.get(ObjectStorage).delete([key]);
  });

  it('removes many leftovers in one run', async () => {
    for (let i = 0; i < 30; i += 1) await leftover(null, ['64']);
    const { orphanedImages } = await sweeper.sweep({ dryRun: false });
    expect(orphanedImages).toBe(30);
  });
});

describe('deleting an account', () => {
  it('removes all its uploads, but not the same picture of other users', async () => {
    const other = await register(app);
    const shared = await photo(undefined, '#0f0').jpeg().toBuffer();
    await uploadAvatar(other.browser, shared);
    await uploadAvatar(user.browser, shared);
    const pending = await leftover({ status: 'PENDING' }, ['64']);
    await app.app.get(PersonalDataService).purge(user.user.id);
    expect(await app.prisma.upload.count({ where: { userId: user.user.id, deletedAt: {} } })).toBe(0);
    expect((await storedKeys(app)).filter((key) => key.includes(pending))).toEqual([]);
    const { avatarUrl } = await other.browser.call(authEndpoints.me);
    expect((await fetch(new URL(avatarUrl ?? '', app.baseUrl))).status).toBe(200);
  });
});

describe('exporting an account’s data', () => {
  it('includes its pictures and their metadata', async () => {
    const upload = await uploadAvatar(user.browser, await photo(undefined, '#ff0').jpeg().toBuffer());
    const documents = new Map<string, unknown>();
    const files = new Map<string, () => Promise<Readable | Buffer | null>>();
    const archive = {
      addDocument: (name: string, content: unknown) => void documents.set(name, content),
      addFile: (name: string, open: () => Promise<Readable | Buffer | null>) => void files.set(name, open),
    };
    await app.app.get(PersonalDataService).exportTo(archive, user.user.id);
    expect(documents.get('uploads')).toEqual([upload]);
    const body = await files.get(`uploads/${upload.id}.webp`)?.();
    expect(Buffer.isBuffer(body) && body.length).toBe(upload.variants.at(-1)?.bytes);
  });
});

describe('an avatar upload whose picture cannot be written to disk', () => {
  const partial = () => join(app.dataDir, 'objects', 'partial');

  it('responds SERVICE_UNAVAILABLE, keeps the old avatar, and leaves nothing that the sweeper does not remove', async () => {
    const old = await uploadAvatar(user.browser, await photo(undefined, '#321').jpeg().toBuffer());
    const before = await everythingStored(app);
    rmSync(partial(), { recursive: true, force: true });
    writeFileSync(partial(), 'a file where a directory should be');
    const response = await postAvatar(user.browser, await photo(undefined, '#987').jpeg().toBuffer());
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await errorOf(response)).toMatchObject({ status: 503, code: 'SERVICE_UNAVAILABLE' });
    rmSync(partial());

    expect((await user.browser.call(authEndpoints.me)).avatarUrl).toBe(old.variants[1]?.url);
    expect(filesIn(join(app.dataDir, 'incoming'))).toEqual([]);
    await sweeper.sweep({ dryRun: false });
    expect(await everythingStored(app)).toEqual(before);
  });
});
