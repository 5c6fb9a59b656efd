import { pollUntil } from '@pixelboxx/config/testing';
import { type Album, albumEndpoints, type UpdateAlbumRequest } from '@pixelboxx/shared/features/albums';
import { publicAlbumEndpoints } from '@pixelboxx/shared/features/public-albums';
import { beforeEach, describe, expect, it } from 'vitest';
import { register, type TestUser } from '../support/clients/users.ts';
import { useApp } from '../support/use-app.ts';
import { uploadImage } from '../support/uploads/uploading.ts';
import { newImage } from '../support/uploads/screened-app.ts';
import { addImages, createAlbum, idsOf } from './support.ts';

const app = useApp();
let owner: TestUser;
let album: Album;
let images: string[];

beforeEach(async () => {
  owner = await register(app);
  album = await createAlbum(owner.browser);
  images = [];
  for (let count = 0; count < 2; count += 1) {
    images.push((await uploadImage(owner.browser, await newImage(), 'private')).id);
  }
  await addImages(owner.browser, album, images);
});

const update = (body: UpdateAlbumRequest) =>
  owner.browser.call(albumEndpoints.update, { params: { id: album.id }, body });
const shown = async () => {
  const params = { username: owner.user.username, id: album.id };
  return idsOf((await app.browser().call(publicAlbumEndpoints.images, { params, query: {} })).items);
};
const visibilities = async () => {
  const rows = await app.prisma.upload.findMany({ where: { userId: owner.user.id }, orderBy: { id: 'asc' } });
  return rows.map(({ visibility }) => visibility);
};

describe('an album that is published together with its pictures', () => {
  it('publishes the private pictures in it, but none added later', async () => {
    await update({ visibility: 'PUBLIC' });
    expect(await shown()).toEqual([]);
    await update({ showImages: true });
    await pollUntil('both are shown', async () => (await shown()).length === 2);
    expect(await shown()).toEqual(images);
    const later = await uploadImage(owner.browser, await newImage(), 'private');
    await addImages(owner.browser, album, [later.id]);
    expect(await shown()).toEqual(images);
  });

  it('makes them private again when it becomes private, when a picture is removed, and when it is deleted', async () => {
    await update({ visibility: 'PUBLIC', showImages: true });
    const [first = ''] = images;
    await owner.browser.call(albumEndpoints.removeImages, { params: { id: album.id }, body: { uploadIds: [first] } });
    expect(await visibilities()).toEqual(['PRIVATE', 'PUBLIC']);
    await update({ visibility: 'PRIVATE' });
    expect(await visibilities()).toEqual(['PRIVATE', 'PRIVATE']);
    await update({ visibility: 'PUBLIC', showImages: true });
    await owner.browser.call(albumEndpoints.remove, { params: { id: album.id } });
    expect(await visibilities()).toEqual(['PRIVATE', 'PRIVATE']);
  });

  it('is refused while the album is private', async () => {
    await expect(update({ showImages: true })).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
    expect(await visibilities()).toEqual(['PRIVATE', 'PRIVATE']);
  });
});
