import { uploadEndpoints } from '@pixelboxx/shared';
import { type Album, albumEndpoints, albumLimits } from '@pixelboxx/shared/features/albums';
import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { UploadRemoval } from '../../src/uploads/library/index.ts';
import { newImage } from '../support/uploads/screened-app.ts';
import { register, type TestUser } from '../support/clients/users.ts';
import { useApp } from '../support/use-app.ts';
import { uploadAvatar } from '../support/uploads/uploading.ts';
import { addImages, createAlbum, idsOf, imagesIn, ownImages } from './support.ts';

const { get, images, removeImages, moveImages } = albumEndpoints;

const app = useApp();
let owner: TestUser;
let album: Album;
let ids: string[];

beforeEach(async () => {
  owner = await register(app);
  album = await createAlbum(owner.browser);
  ids = idsOf(await ownImages(app, owner, 5, 'private'));
});

const add = (...uploadIds: (string | undefined)[]) =>
  addImages(
    owner.browser,
    album,
    uploadIds.map((id) => id ?? ''),
  );
const remove = (...uploadIds: string[]) =>
  owner.browser.call(removeImages, { params: { id: album.id }, body: { uploadIds } });
const move = (uploadIds: string[], before: string | null) =>
  owner.browser.call(moveImages, { params: { id: album.id }, body: { uploadIds, before } });
const inAlbum = () => imagesIn(owner.browser, album);
const fieldsOf = async (attempt: Promise<unknown>): Promise<unknown> => {
  const failure = await attempt.then(
    () => null,
    (error: unknown) => error as { code: string; details: { fields: Record<string, string[]> } },
  );
  expect(failure).toMatchObject({ code: 'VALIDATION_ERROR' });
  return Object.keys(failure?.details.fields ?? {});
};

describe('images of an album', () => {
  it('have the order in which they were added, and the first is the cover', async () => {
    const [a, b, c] = ids;
    await add(c, a);
    const changed = await add(b);
    expect(changed).toMatchObject({ imageCount: 3, cover: { id: c } });
    expect(Date.parse(changed.updatedAt)).toBeGreaterThanOrEqual(Date.parse(album.updatedAt));
    expect(await inAlbum()).toEqual([c, a, b]);
  });

  it('are added once, even if requested repeatedly, and keep their place', async () => {
    const [a, b, c] = ids;
    await add(a, b);
    await add(a, b);
    await add(c, b, c, a);
    expect(await inAlbum()).toEqual([a, b, c]);
  });

  it('must be ready and the owner’s own; otherwise none is added, and each wrong one is named', async () => {
    const [a, b, c, d] = ids;
    const stranger = await register(app);
    const [theirs] = idsOf(await ownImages(app, stranger, 1, 'public'));
    const avatar = await uploadAvatar(owner.browser, await newImage());
    await owner.browser.call(uploadEndpoints.remove, { params: { id: b! } });
    await app.prisma.upload.update({ where: { id: c! }, data: { status: 'PENDING' } });
    expect(await fieldsOf(add(a, theirs, b, c, avatar.id, randomUUID(), d))).toEqual(
      [1, 2, 3, 4, 5].map((index) => `uploadIds.${index}`),
    );
    expect(await inAlbum()).toEqual([]);
  });

  it('are added one to a hundred at a time', async () => {
    expect(await fieldsOf(add())).toEqual(['uploadIds']);
    expect(await fieldsOf(add(...Array.from({ length: 101 }, () => ids[0])))).toEqual(['uploadIds']);
    expect(await fieldsOf(add('elsewhere'))).toEqual(['uploadIds.0']);
  });

  it('stay in the gallery when they are removed; removing one that is not in the album succeeds', async () => {
    const [a, b, c] = ids;
    await add(a, b, c);
    expect(await remove(a!, randomUUID())).toMatchObject({ imageCount: 2, cover: { id: b } });
    await remove(a!);
    expect(await inAlbum()).toEqual([b, c]);
    expect((await owner.browser.call(uploadEndpoints.get, { params: { id: a! } })).id).toBe(a);
  });

  it('can be moved before another one, or to the end, in the given order', async () => {
    const [a, b, c, d, e] = ids as [string, string, string, string, string];
    await add(...ids);
    const steps: [string[], string | null, string[]][] = [
      [[c], a, [c, a, b, d, e]],
      [[e, b], d, [c, a, e, b, d]],
      [[c], null, [a, e, b, d, c]],
      [[a, e], a, [a, e, b, d, c]],
      [[d, b, d], e, [a, d, b, e, c]],
    ];
    for (const [moved, before, expected] of steps) {
      await move(moved, before);
      expect(await inAlbum()).toEqual(expected);
    }
  });

  it('are not moved if they or the target are not in the album', async () => {
    const [a, b, c, d] = ids as [string, string, string, string];
    await add(a, b);
    expect(await fieldsOf(move([a, c, b, d], null))).toEqual(['uploadIds.1', 'uploadIds.3']);
    expect(await fieldsOf(move([b], c))).toEqual(['before']);
    expect(await inAlbum()).toEqual([a, b]);
  });

  it('are paginated in order, even if others are moved meanwhile', async () => {
    const [a, b, c, d, e] = ids as [string, string, string, string, string];
    await add(...ids);
    const params = { id: album.id };
    const first = await owner.browser.call(images, { params, query: { limit: 2 } });
    expect(idsOf(first.items)).toEqual([a, b]);
    await move([e], a);
    const cursor = first.nextCursor ?? '';
    const next = await owner.browser.call(images, { params, query: { limit: 2, cursor } });
    expect([idsOf(next.items), next.nextCursor]).toEqual([[c, d], null]);
    await remove(b);
    for (const wrong of [cursor, 'x', '1']) {
      expect(await fieldsOf(owner.browser.call(images, { params, query: { cursor: wrong } }))).toEqual(['cursor']);
    }
  });

  it('are limited to 1,000, also if the last ones are added simultaneously', async () => {
    const many = await ownImages(app, owner, albumLimits.images - 1);
    const data = many.map(({ id: uploadId }, position) => ({ albumId: album.id, uploadId, position }));
    await app.prisma.albumImage.createMany({ data });
    const outcomes = await Promise.allSettled(ids.map((id) => add(id)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const full = { code: 'ALBUM_FULL', status: 409 };
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject(full);
    await owner.browser.call(uploadEndpoints.remove, { params: { id: many[0]!.id } });
    const [left] = ids.filter((_, index) => outcomes[index]?.status === 'rejected');
    expect(await add(left)).toMatchObject({ imageCount: albumLimits.images });
  });
});

describe('a deleted image', () => {
  it('is no longer in any album, whoever deleted it, and the other images keep their order', async () => {
    const [a, b, c, d] = ids as [string, string, string, string];
    await add(a, b, c, d);
    await owner.browser.call(uploadEndpoints.remove, { params: { id: a } });
    const removal = app.app.get(UploadRemoval, { strict: false });
    const row = await app.prisma.upload.findUniqueOrThrow({ where: { id: c } });
    await app.prisma.$transaction((tx) => removal.mark(tx, row, 'moderator', null));
    expect(await inAlbum()).toEqual([b, d]);
    expect(await owner.browser.call(get, { params: { id: album.id } })).toMatchObject({
      imageCount: 2,
      cover: { id: b },
    });
    await move([d], b);
    expect(await inAlbum()).toEqual([d, b]);
    expect(await app.prisma.albumImage.count({ where: { albumId: album.id } })).toBe(2);
  });

  it('leaves the album consistent if it is added to it at the same time', async () => {
    for (const id of ids) {
      const [added] = await Promise.allSettled([
        add(id),
        owner.browser.call(uploadEndpoints.remove, { params: { id } }),
      ]);
      if (added.status === 'rejected') expect(added.reason).toMatchObject({ code: 'VALIDATION_ERROR' });
      expect(await inAlbum()).toEqual([]);
    }
  });
});
