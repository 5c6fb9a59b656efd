import { pollUntil } from '@pixelboxx/config/testing';
import { uploadEndpoints } from '@pixelboxx/shared';
import { beforeEach, describe, expect, it } from 'vitest';
import { UploadReferences } from '../../../src/uploads/editing/index.ts';
import { UploadRemoval } from '../../../src/uploads/library/index.ts';
import { newImage, statusAt } from '../../support/uploads/screened-app.ts';
import { type TestUser, register } from '../../support/clients/users.ts';
import { useApp } from '../../support/use-app.ts';
import { change } from '../../support/uploads/editing.ts';
import { uploadAvatar, uploadImage } from '../../support/uploads/uploading.ts';

const app = useApp();
let user: TestUser;

beforeEach(async () => {
  user = await register(app);
});

const references = () => app.app.get(UploadReferences, { strict: false });
const attach = (reference: string, uploadId: string, userId = user.user.id) =>
  app.prisma.$transaction((tx) => references().attach(tx, { reference, uploadIds: [uploadId], userId }));
const publish = (reference: string, ...uploadIds: string[]) =>
  app.prisma.$transaction((tx) =>
    references().attach(tx, { reference, uploadIds, userId: user.user.id, visibility: 'PUBLIC' }),
  );
const detach = (reference: string, uploadIds?: string[]) =>
  app.prisma.$transaction((tx) => references().detach(tx, reference, uploadIds));
const of = (uploadId: string) => references().of(app.prisma, uploadId);
const own = async () => uploadImage(user.browser, await newImage());
const remove = ({ id }: { id: string }) => user.browser.call(uploadEndpoints.remove, { params: { id } });

describe('a reference of another feature to an upload', () => {
  it('is stored once per referrer and image, and detaching a referrer removes all its references', async () => {
    const [one, two] = [await own(), await own()];
    for (const [reference, id] of [
      ['page:1', one.id],
      ['page:1', one.id],
      ['page:1', two.id],
      ['page:2', one.id],
    ] as const) {
      await attach(reference, id);
    }
    expect((await of(one.id)).sort()).toEqual(['page:1', 'page:2']);
    await app.prisma.$transaction((tx) => references().detach(tx, 'page:1'));
    expect([await of(one.id), await of(two.id)]).toEqual([['page:2'], []]);
  });

  it('is refused for an upload that is somebody else’s, not ready or deleted', async () => {
    const [upload, gone] = [await own(), await own()];
    const stranger = await register(app);
    await remove(gone);
    await expect(attach('page:1', upload.id, stranger.user.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(attach('page:1', gone.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await app.prisma.upload.update({ where: { id: upload.id }, data: { status: 'PENDING' } });
    await expect(attach('page:1', upload.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('does not prevent deletions, and is deleted with its upload, whoever removes that', async () => {
    const [upload, avatar, last] = [await own(), await uploadAvatar(user.browser, await newImage()), await own()];
    for (const { id } of [upload, avatar, last]) await attach('page:1', id);
    await remove(upload);
    expect(await of(upload.id)).toEqual([]);
    await uploadAvatar(user.browser, await newImage());
    expect(await of(avatar.id)).toEqual([]);
    await app.app.get(UploadRemoval, { strict: false }).removeAllOf(user.user.id);
    expect(await of(last.id)).toEqual([]);
  });

  it('does not remain if the upload is deleted at the same time', async () => {
    for (let round = 0; round < 6; round += 1) {
      const upload = await own();
      const [attached] = await Promise.allSettled([attach('page:1', upload.id), remove(upload)]);
      if (attached.status === 'rejected') expect(attached.reason).toMatchObject({ code: 'NOT_FOUND' });
      expect(await of(upload.id)).toEqual([]);
    }
  });
});

describe('a reference that publishes images', () => {
  const hidden = async () => uploadImage(user.browser, await newImage(), 'private');
  const rowOf = (id: string) => app.prisma.upload.findUniqueOrThrow({ where: { id } });
  const settled = (id: string, visibility: 'PUBLIC' | 'PRIVATE') =>
    pollUntil(`its objects are ${visibility}`, async () => {
      const row = await rowOf(id);
      return row.visibility === visibility && row.storageVisibility === visibility;
    });
  const statusOf = async (id: string) => {
    const { contentHash } = await rowOf(id);
    return statusAt(app, `/files/public/${contentHash}/320.webp`);
  };

  it('gives them permanent addresses until it is detached', async () => {
    const [one, two] = [await hidden(), await hidden()];
    await publish('page:1', one.id, two.id);
    for (const { id } of [one, two]) {
      expect(await rowOf(id)).toMatchObject({ visibility: 'PUBLIC' });
      await settled(id, 'PUBLIC');
      expect(await statusOf(id)).toBe(200);
    }
    await detach('page:1', [one.id]);
    await settled(one.id, 'PRIVATE');
    await pollUntil('the address leads nowhere', async () => (await statusOf(one.id)) === 404);
    expect(await rowOf(two.id)).toMatchObject({ visibility: 'PUBLIC', storageVisibility: 'PUBLIC' });
  });

  it('does not hide an image on detaching while another reference publishes it, in either order or both at once', async () => {
    const [one, two] = [await hidden(), await hidden()];
    for (const page of ['page:1', 'page:2']) await publish(page, one.id, two.id);
    await detach('page:1', [one.id]);
    expect(await rowOf(one.id)).toMatchObject({ visibility: 'PUBLIC' });
    await detach('page:2', [one.id]);
    expect(await rowOf(one.id)).toMatchObject({ visibility: 'PRIVATE' });
    await Promise.all([detach('page:1'), detach('page:2')]);
    await settled(two.id, 'PRIVATE');
  });

  it('does not hide an image on detaching that its owner published before or afterwards', async () => {
    const [shown, later] = [await own(), await hidden()];
    await app.prisma.upload.update({ where: { id: shown.id }, data: { visibility: 'PUBLIC' } });
    await publish('page:1', shown.id, later.id);
    await settled(later.id, 'PUBLIC');
    await change(user.browser, later, { visibility: 'private' });
    await change(user.browser, later, { visibility: 'public' });
    await detach('page:1');
    for (const { id } of [shown, later]) expect(await rowOf(id)).toMatchObject({ visibility: 'PUBLIC' });
  });

  it('does not publish an image before screening has approved it', async () => {
    const waiting = await hidden();
    await app.prisma.upload.update({ where: { id: waiting.id }, data: { screening: 'FLAGGED' } });
    const other = await hidden();
    await publish('page:1', waiting.id, other.id);
    await settled(other.id, 'PUBLIC');
    expect(await rowOf(waiting.id)).toMatchObject({ visibility: 'PUBLIC', storageVisibility: 'PRIVATE' });
  });

  it('is stored for all of the images or for none', async () => {
    const one = await hidden();
    await expect(publish('page:1', one.id, user.user.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await of(one.id)).toEqual([]);
    expect(await rowOf(one.id)).toMatchObject({ visibility: 'PRIVATE' });
  });
});
