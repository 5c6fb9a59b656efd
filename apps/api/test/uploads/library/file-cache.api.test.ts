import { pollUntil } from '@pixelboxx/config/testing';
import { moderationEndpoints, type Upload, uploadEndpoints } from '@pixelboxx/shared';
import { beforeEach, describe, expect, it } from 'vitest';
import { ObjectCache } from '../../../src/platform/storage/cache/object-cache.ts';
import type { ScreeningResponse } from '../../support/network/fake-ai-service.ts';
import { newImage, screened, statusAt, untilGone, useScreenedApp } from '../../support/uploads/screened-app.ts';
import { register, type TestUser } from '../../support/clients/users.ts';
import { useTwin } from '../../support/use-app.ts';
import { change } from '../../support/uploads/editing.ts';
import { uploadImage } from '../../support/uploads/uploading.ts';

const app = useScreenedApp();
const twin = useTwin(app, () => ({ ...app.ai.settings, DATA_DIR: app.dataDir }));
const replicas = [app, twin];
let owner: TestUser;

beforeEach(async () => {
  app.ai.reset();
  owner = await register(app);
});

/** The address of a public image that both replicas serve from their memory. */
async function remembered({ variants }: Upload): Promise<string> {
  const url = variants[0]?.url ?? '';
  const key = url.replace('/files/', '');
  for (const replica of replicas) {
    await pollUntil('the image is in the memory of the replica', async () => {
      expect(await statusAt(replica, url)).toBe(200);
      return replica.app.get(ObjectCache).get(key) !== undefined;
    });
  }
  return url;
}

/** Far below the 30 s after which memory counts for nothing anyway, and far above what a busy machine adds to a second. */
const soonMs = 8_000;

async function expectGoneSoon(url: string): Promise<void> {
  const since = performance.now();
  for (const replica of replicas) await untilGone(replica, url);
  expect(performance.now() - since).toBeLessThan(soonMs);
}

describe('an image in the memory caches of all replicas is no longer served', () => {
  it('once its owner has deleted it', async () => {
    const upload = await uploadImage(owner.browser, await newImage(), 'public');
    const url = await remembered(upload);
    await owner.browser.call(uploadEndpoints.remove, { params: { id: upload.id } });
    expect(await statusAt(app, url)).toBe(404);
    await expectGoneSoon(url);
  });

  it('once its owner has made it private', async () => {
    const upload = await screened(owner, await uploadImage(owner.browser, await newImage(), 'public'), 'APPROVED');
    const url = await remembered(upload);
    await change(owner.browser, upload, { visibility: 'private' });
    await expectGoneSoon(url);
  });

  it('once the screening holds it back', async () => {
    const decision = Promise.withResolvers<ScreeningResponse>();
    app.ai.response = () => decision.promise;
    const upload = await uploadImage(owner.browser, await newImage(), 'public');
    const url = await remembered(upload);
    decision.resolve('unsafe');
    await screened(owner, upload, 'FLAGGED');
    await expectGoneSoon(url);
  });

  it('once a moderator has approved it and its owner has deleted it', async () => {
    app.ai.response = () => 'unsafe';
    const upload = await screened(owner, await uploadImage(owner.browser, await newImage(), 'public'), 'FLAGGED');
    const moderator = await register(app);
    await app.prisma.user.update({ where: { id: moderator.user.id }, data: { role: 'MOD' } });
    const params = { id: upload.id };
    await moderator.browser.call(moderationEndpoints.approve, { params });
    const url = await remembered(await screened(owner, upload, 'APPROVED'));
    await owner.browser.call(uploadEndpoints.remove, { params });
    await expectGoneSoon(url);
  });
});
