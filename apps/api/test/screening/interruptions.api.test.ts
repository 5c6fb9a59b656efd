import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { uploadEndpoints } from '@pixelboxx/shared';
import { beforeEach, describe, expect, it } from 'vitest';
import { JobQueue } from '../../src/platform/jobs/job-queue.ts';
import { ObjectStorage } from '../../src/platform/storage/object-storage.ts';
import { screenUpload } from '../../src/uploads/screening/screening.service.ts';
import { ModerationDecisionsService } from '../../src/uploads/screening/moderation-decisions.service.ts';
import { UploadsSweeper } from '../../src/uploads/sweep/sweeper.service.ts';
import { useApp } from '../support/use-app.ts';
import { type TestUser, register } from '../support/clients/users.ts';
import { storedKeys, uploadImage } from '../support/uploads/uploading.ts';
import {
  eventsAbout,
  hashIn,
  newImage,
  screened,
  statusAt,
  takeUpOverdue,
  untilGone,
  untilQuiet,
  useScreenedApp,
} from '../support/uploads/screened-app.ts';

describe('a screening decision', () => {
  const app = useScreenedApp();
  let user: TestUser;

  beforeEach(async () => {
    app.ai.reset();
    user = await register(app);
  });

  const keysOf = async (hash: string) => (await storedKeys(app)).filter((key) => key.includes(hash)).sort();
  const decision = (screening: 'APPROVED' | 'FLAGGED') => ({ screening, facts: { screenedAt: new Date() } });

  async function approvedImage() {
    const upload = await uploadImage(user.browser, await newImage(), 'public');
    await screened(user, upload, 'APPROVED');
    await untilQuiet(app);
    return { upload, row: await app.prisma.upload.findUniqueOrThrow({ where: { id: upload.id } }) };
  }

  it('that cannot be carried out changes and leaves nothing', async () => {
    const { upload, row } = await approvedImage();
    const before = await keysOf(row.contentHash);
    const partial = join(app.dataDir, 'objects', 'partial');
    rmSync(partial, { recursive: true, force: true });
    writeFileSync(partial, 'a file where a directory should be');
    const outcome = app.app.get(ModerationDecisionsService).apply(row, decision('FLAGGED'));
    await expect(outcome).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    rmSync(partial);
    expect(await keysOf(row.contentHash)).toEqual(before);
    expect(await statusAt(app, upload.variants[0]?.url)).toBe(200);
    expect(await app.prisma.upload.findUnique({ where: { id: row.id } })).toEqual(row);
  });

  it('that fails at the last moment leaves no copies', async () => {
    const { row } = await approvedImage();
    const before = await keysOf(row.contentHash);
    const refusal = new Error('not by you');
    const outcome = app.app
      .get(ModerationDecisionsService)
      .apply(row, decision('FLAGGED'), () => Promise.reject(refusal));
    await expect(outcome).rejects.toBe(refusal);
    expect(await keysOf(row.contentHash)).toEqual(before);
  });

  it('is dropped if a moderator has decided meanwhile', async () => {
    const { upload, row } = await approvedImage();
    const decisions = app.app.get(ModerationDecisionsService);
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => decisions.apply(row, decision('FLAGGED'))));
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect(await decisions.apply(row, decision('FLAGGED'))).toBe(false);
    await untilGone(app, upload.variants[0]?.url);
    expect((await eventsAbout(app, upload)).filter((subject) => subject === 'flagged')).toHaveLength(1);
    expect((await keysOf(row.contentHash)).every((key) => key.startsWith('private/'))).toBe(true);
  });

  it('leaves nothing if its upload is deleted at the same time, in any order', async () => {
    for (let round = 0; round < 8; round += 1) {
      const { upload, row } = await approvedImage();
      await Promise.all([
        app.app.get(ModerationDecisionsService).apply(row, decision('FLAGGED')),
        user.browser.call(uploadEndpoints.remove, { params: { id: upload.id } }),
      ]);
      await untilQuiet(app);
      expect(await keysOf(row.contentHash)).toEqual([]);
    }
  });

  it('interrupted after the copies leaves only what the sweeper removes', async () => {
    const { upload, row } = await approvedImage();
    const before = await keysOf(row.contentHash);
    const storage = app.app.get(ObjectStorage);
    // The copies as a crash before the commit leaves them.
    const key = `private/${row.contentHash}/320.webp`;
    await storage.put(key, Buffer.from('copy'), { contentType: 'image/webp', visibility: 'private' });
    await app.app.get(UploadsSweeper).sweep({ dryRun: false });
    expect(await keysOf(row.contentHash)).toEqual(before);
    expect(await statusAt(app, upload.variants[0]?.url)).toBe(200);
  });

  it('requested again by a repeated job has no effect', async () => {
    const { upload } = await approvedImage();
    app.ai.response = () => 'unsafe';
    const asked = app.ai.images.length;
    await app.app.get(JobQueue).enqueue(null, screenUpload, { uploadId: upload.id });
    await untilQuiet(app);
    expect(app.ai.images).toHaveLength(asked);
    expect(await statusAt(app, upload.variants[0]?.url)).toBe(200);
  });

  it('waits if the objects are missing, and is never an approval', async () => {
    app.ai.response = () => 'OVERLOADED';
    const upload = await uploadImage(user.browser, await newImage(), 'public');
    const keys = (await storedKeys(app)).filter((key) => key.includes(hashIn(upload)));
    const row = await app.prisma.upload.findUniqueOrThrow({ where: { id: upload.id } });
    await app.app.get(ObjectStorage).delete(keys);
    await expect(app.app.get(ModerationDecisionsService).apply(row, decision('FLAGGED'))).rejects.toThrow(/not there/);
    expect((await app.prisma.upload.findUniqueOrThrow({ where: { id: upload.id } })).screening).toBe('PENDING');
  });
});

describe('without an ai-service', () => {
  const app = useApp();

  it('nothing is screened, and nothing waits for it', async () => {
    const user = await register(app);
    const upload = await uploadImage(user.browser, await newImage(), 'public');
    expect(upload.screening).toBe('SKIPPED');
    expect(await statusAt(app, upload.variants[0]?.url)).toBe(200);
  });

  it('pictures that still wait from before are shown, but not marked as approved', async () => {
    const user = await register(app);
    const upload = await uploadImage(user.browser, await newImage());
    // As it began where screening was required.
    const data = { screening: 'PENDING', visibility: 'PUBLIC', storageVisibility: 'PRIVATE' } as const;
    await app.prisma.upload.update({ where: { id: upload.id }, data });
    await takeUpOverdue(app, upload);
    const skipped = await screened(user, upload, 'SKIPPED');
    expect(await statusAt(app, skipped.variants[0]?.url)).toBe(200);
    expect(skipped.urlsExpireAt).toBeNull();
  });
});
