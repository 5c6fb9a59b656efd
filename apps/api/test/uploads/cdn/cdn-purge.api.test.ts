import { pollUntil } from '@pixelboxx/config/testing';
import { moderationEndpoints, type Upload, uploadEndpoints, userEndpoints } from '@pixelboxx/shared';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AccountPurgeService } from '../../../src/account/deletion/account-purge.service.ts';
import { JobQueue } from '../../../src/platform/jobs/job-queue.ts';
import { includingDeleted } from '../../../src/platform/database/soft-delete.ts';
import { ObjectStorage } from '../../../src/platform/storage/object-storage.ts';
import { purgeAgainJob } from '../../../src/uploads/blobs/cdn-purge.service.ts';
import { newImage, screened, statusAt, useScreenedApp } from '../../support/uploads/screened-app.ts';
import { register, type TestUser } from '../../support/clients/users.ts';
import { FakeCdn } from '../../support/network/fake-cdn.ts';
import { useApp } from '../../support/use-app.ts';
import { change } from '../../support/uploads/editing.ts';
import { uploadAvatar, uploadImage } from '../../support/uploads/uploading.ts';

const cdn = new FakeCdn();
const site = 'https://pixelboxx.example';
/** What the origin answered at each address at the moment it was purged. */
const purged = new Map<string, number>();
beforeAll(() => cdn.start());
afterAll(() => cdn.stop());

const app = useScreenedApp(() => ({
  // Others' events lie in a shared NATS for a week; what it does is the contract suite's to show.
  NATS_URL: '',
  WEB_ORIGIN: site,
  CDN_PURGE_URL: `${cdn.url}/purge`,
  CDN_PURGE_TOKEN: cdn.token,
}));
let owner: TestUser;
let staff: TestUser;

beforeAll(async () => {
  cdn.onPurge = async (urls) => {
    for (const url of urls) purged.set(url, await statusAt(app, new URL(url).pathname));
  };
  [owner, staff] = [await register(app), await register(app)];
  await app.prisma.user.update({ where: { id: staff.user.id }, data: { role: 'MOD' } });
});
afterEach(() => {
  cdn.status = 200;
  app.ai.reset();
});

/** As a browser has them, once the image is shown. */
async function shown(user: TestUser, upload: Upload): Promise<{ upload: Upload; urls: string[] }> {
  const approved = await screened(user, upload, 'APPROVED');
  const urls = approved.variants.map(({ url }) => new URL(url ?? '', site).href);
  for (const url of urls) expect(url).toContain('/files/public/');
  return { upload: approved, urls };
}

const image = async (user = owner) => shown(user, await uploadImage(user.browser, await newImage(), 'public'));
const avatar = async (user = owner) => shown(user, await uploadAvatar(user.browser, await newImage()));

async function untilPurged(urls: readonly string[]): Promise<void> {
  await pollUntil('the CDN was told', () => urls.every((url) => purged.has(url)));
  expect(urls.map((url) => purged.get(url))).toEqual(urls.map(() => 404));
}

describe('the CDN is asked to purge all sizes of an image', () => {
  it('when its owner makes it private', async () => {
    const { upload, urls } = await image();
    await change(owner.browser, upload, { visibility: 'private' });
    await untilPurged(urls);
    expect(cdn.calls[0]?.authorization).toBe(`Bearer ${cdn.token}`);
  });

  it('when its owner deletes it', async () => {
    const { upload, urls } = await image();
    await owner.browser.call(uploadEndpoints.remove, { params: { id: upload.id } });
    await untilPurged(urls);
  });

  it('when the screening holds it back', async () => {
    app.ai.response = () => 'unsafe';
    const upload = await uploadImage(owner.browser, await newImage(), 'public');
    const { contentHash } = await app.prisma.upload.findUniqueOrThrow({ where: { id: upload.id } });
    await screened(owner, upload, 'FLAGGED');
    await untilPurged(upload.variants.map(({ name }) => `${site}/files/public/${contentHash}/${name}.webp`));
  });

  it('when a moderator removes it', async () => {
    const { upload, urls } = await image();
    await staff.browser.call(moderationEndpoints.remove, { params: { id: upload.id }, body: { reason: 'Not here.' } });
    await untilPurged(urls);
  });

  it('when its owner’s account is purged, including the avatar', async () => {
    const leaving = await register(app);
    const all = [await image(leaving), await avatar(leaving)].flatMap(({ urls }) => urls);
    const deletedAt = new Date(Date.now() - 365 * 86_400_000);
    await app.prisma.user.update({ where: { id: leaving.user.id }, data: { deletedAt } });
    await app.app.get(AccountPurgeService).purgeDue(new Date());
    await untilPurged(all);
  });

  it('when an avatar is replaced or removed', async () => {
    const before = await avatar();
    const after = await avatar();
    await untilPurged(before.urls);
    await owner.browser.call(userEndpoints.removeAvatar);
    await untilPurged(after.urls);
  });

  it('even if an earlier attempt removed the objects but did not commit', async () => {
    const { upload, urls } = await image();
    await app.app.get(ObjectStorage).delete(urls.map((url) => new URL(url).pathname.replace('/files/', '')));
    await owner.browser.call(uploadEndpoints.remove, { params: { id: upload.id } });
    await untilPurged(urls);
  });

  it('only when the last owner who shows the same image publicly has removed it', async () => {
    const bytes = await newImage();
    const one = await shown(owner, await uploadImage(owner.browser, bytes, 'public'));
    const other = await shown(staff, await uploadImage(staff.browser, bytes, 'public'));
    expect(other.urls).toEqual(one.urls);
    await owner.browser.call(uploadEndpoints.remove, { params: { id: one.upload.id } });
    const marker = await image();
    await owner.browser.call(uploadEndpoints.remove, { params: { id: marker.upload.id } });
    await untilPurged(marker.urls);
    expect(one.urls.filter((url) => purged.has(url))).toEqual([]);
    await staff.browser.call(uploadEndpoints.remove, { params: { id: other.upload.id } });
    await untilPurged(one.urls);
  });
});

describe('a purge of the CDN', () => {
  it('is retried until the CDN is available again', async () => {
    const { upload, urls } = await image();
    cdn.status = 503;
    await owner.browser.call(uploadEndpoints.remove, { params: { id: upload.id } });
    const refused = () => cdn.calls.some((call) => call.status === 503 && urls.every((url) => call.urls.includes(url)));
    await pollUntil('it was tried', refused);
    cdn.status = 200;
    purged.clear();
    await untilPurged(urls);
    expect(await app.prisma.deadEvent.count()).toBe(0);
  });

  it('becomes a dead event immediately if the CDN refuses it permanently', async () => {
    const { upload, urls } = await image();
    cdn.status = 403;
    await owner.browser.call(uploadEndpoints.remove, { params: { id: upload.id } });
    await pollUntil('it is dead', async () => (await app.prisma.deadEvent.count()) > 0);
    const [row] = await app.prisma.deadEvent.findMany();
    const [, contentHash] = /public\/([0-9a-f]{64})/.exec(urls[0] ?? '') ?? [];
    expect(row).toMatchObject({
      subject: 'image.unpublished',
      subscriber: 'cdn-purge',
      attempts: 1,
      data: { contentHash },
      lastError: 'PermanentEventError: The CDN answered 403: check the settings of its purge',
    });
    await app.prisma.deadEvent.deleteMany();
  });

  it('is repeated a minute later, in case a running response has filled the CDN again', async () => {
    const { upload, urls } = await image();
    await owner.browser.call(uploadEndpoints.remove, { params: { id: upload.id } });
    await untilPurged(urls);
    const waiting = async () => {
      const { rows } = await app.prisma.pool.query<{ data: object; seconds: number }>(
        `SELECT data, extract(epoch FROM start_after - now())::float AS seconds FROM pgboss.job
          WHERE name = 'cdn.purge-again' AND state = 'created' AND data->>'contentHash' = $1`,
        [/public\/([0-9a-f]{64})/.exec(urls[0] ?? '')?.[1]],
      );
      return rows;
    };
    await pollUntil('the second is planned', async () => (await waiting()).length > 0);
    const [planned] = await waiting();
    expect(planned?.seconds).toBeGreaterThan(30);
    expect(planned?.seconds).toBeLessThanOrEqual(60);
    purged.clear();
    await app.app.get(JobQueue).enqueue(null, purgeAgainJob, purgeAgainJob.schema.parse(planned?.data));
    await untilPurged(urls);
  });
});

describe('without a CDN', () => {
  const plain = useApp({ NATS_URL: '' });

  it('no purges are subscribed or scheduled', async () => {
    const user = await register(plain);
    const upload = await uploadImage(user.browser, await newImage(), 'public');
    await user.browser.call(uploadEndpoints.remove, { params: { id: upload.id } });
    const where = { subject: 'image.unpublished' };
    await pollUntil('the bus has taken it', async () => {
      const rows = await plain.prisma.outboxEvent.findMany({ where });
      return rows.length > 0 && rows.every(({ publishedAt }) => publishedAt !== null);
    });
    const { rows } = await plain.prisma.pool.query(`SELECT 1 FROM pgboss.job WHERE name = 'cdn.purge-again'`);
    expect(rows).toEqual([]);
    expect(await plain.prisma.upload.count({ where: { ...includingDeleted } })).toBe(0);
  });
});
