import { uploadEndpoints } from '@pixelboxx/shared';
import { beforeEach, describe, expect, it } from 'vitest';
import { UploadReferences, UploadRemoval } from '../../../src/uploads/library/index.ts';
import { newImage } from '../../screening/screened-app.ts';
import { type TestUser, register } from '../../support/clients/users.ts';
import { useApp } from '../../support/use-app.ts';
import { uploadAvatar, uploadImage } from '../support/uploading.ts';

const app = useApp();
let user: TestUser;

beforeEach(async () => {
  user = await register(app);
});

const references = () => app.app.get(UploadReferences, { strict: false });
const attach = (reference: string, uploadId: string, userId = user.user.id) =>
  app.prisma.$transaction((tx) => references().attach(tx, { reference, uploadId, userId }));
const of = (uploadId: string) => references().of(app.prisma, uploadId);
const own = async () => uploadImage(user.browser, await newImage());
const remove = ({ id }: { id: string }) => user.browser.call(uploadEndpoints.remove, { params: { id } });

describe('a reference of another feature to an upload', () => {
  it('is noted once, by several, and taken back for all that the feature’s thing showed', async () => {
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

  it('is refused to what is not theirs, not ready or deleted', async () => {
    const [upload, gone] = [await own(), await own()];
    const stranger = await register(app);
    await remove(gone);
    await expect(attach('page:1', upload.id, stranger.user.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(attach('page:1', gone.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await app.prisma.upload.update({ where: { id: upload.id }, data: { status: 'PENDING' } });
    await expect(attach('page:1', upload.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('holds no deletion back, and goes with its upload, whoever removes it', async () => {
    const [upload, avatar, last] = [await own(), await uploadAvatar(user.browser, await newImage()), await own()];
    for (const { id } of [upload, avatar, last]) await attach('page:1', id);
    await remove(upload);
    expect(await of(upload.id)).toEqual([]);
    await uploadAvatar(user.browser, await newImage());
    expect(await of(avatar.id)).toEqual([]);
    await app.app.get(UploadRemoval, { strict: false }).removeAllOf(user.user.id);
    expect(await of(last.id)).toEqual([]);
  });

  it('and a deletion at once leave no reference to what is gone', async () => {
    for (let round = 0; round < 6; round += 1) {
      const upload = await own();
      const [attached] = await Promise.allSettled([attach('page:1', upload.id), remove(upload)]);
      if (attached.status === 'rejected') expect(attached.reason).toMatchObject({ code: 'NOT_FOUND' });
      expect(await of(upload.id)).toEqual([]);
    }
  });
});
