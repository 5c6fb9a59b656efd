import { accountEndpoints } from '@pixelboxx/shared';
import { type Album, albumEndpoints } from '@pixelboxx/shared/features/albums';
import { PublicAlbum, publicAlbumEndpoints } from '@pixelboxx/shared/features/public-albums';
import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Browser } from '../support/clients/browser.ts';
import { goodPassword, register, type TestUser } from '../support/clients/users.ts';
import { failureOf } from '../support/failures.ts';
import { useApp } from '../support/use-app.ts';
import { change } from '../support/uploads/editing.ts';
import { addImages, createAlbum, idsOf, ownImages } from './support.ts';

const { list, get, images } = publicAlbumEndpoints;

const app = useApp();
let owner: TestUser;
let album: Album;
let shown: string[];

beforeEach(async () => {
  owner = await register(app);
  album = await createAlbum(owner.browser, { visibility: 'PUBLIC', description: 'A week' });
  shown = idsOf(await ownImages(app, owner, 3));
  await addImages(owner.browser, album, shown);
});

const params = () => ({ username: owner.user.username, id: album.id });
const visit = async (browser: Browser = app.browser()) => ({
  listed: (await browser.call(list, { params: params(), query: {} })).items,
  album: await browser.call(get, { params: params() }),
  images: (await browser.call(images, { params: params(), query: {} })).items,
});
const set = (id: string, data: object) => app.prisma.upload.update({ where: { id }, data });

describe('a public album', () => {
  it('is seen by everybody with its images in order, on its owner’s page and by itself', async () => {
    const seen = await visit();
    const about = { id: album.id, title: album.title, description: 'A week', imageCount: 3 };
    expect(seen.album).toMatchObject({ ...about, cover: { id: shown[0] } });
    expect(seen.listed).toEqual([seen.album]);
    expect(idsOf(seen.images)).toEqual(shown);
  });

  it('contains no fields that only its owner may see, and its owner gets the same response', async () => {
    const base = `/v1/users/${owner.user.username}/albums`;
    for (const path of [base, `${base}/${album.id}`, `${base}/${album.id}/images`]) {
      const text = await (await app.browser().fetch(path)).text();
      for (const word of ['screening', 'visibility', 'version', 'status', 'urlsExpireAt', 'updatedAt', 'position']) {
        expect(text).not.toContain(`"${word}"`);
      }
    }
    expect(Object.keys((await visit()).album).sort()).toEqual(Object.keys(PublicAlbum.shape).sort());
    await change(owner.browser, { id: shown[0]! }, { visibility: 'private' });
    expect((await visit(owner.browser)).images).toEqual((await visit()).images);
  });

  it.each([
    ['waits for its decision', { screening: 'PENDING' }],
    ['is held back', { screening: 'FLAGGED', storageVisibility: 'PRIVATE' }],
    ['does not lie at its public place', { storageVisibility: 'PRIVATE' }],
    ['is not ready', { status: 'PENDING' }],
    ['was deleted', { deletedAt: new Date() }],
    ['is private', { visibility: 'PRIVATE' }],
  ])('neither shows nor counts an image that %s, whether the first or another', async (_name, data) => {
    await set(shown[0]!, data);
    await set(shown[2]!, data);
    const seen = await visit();
    expect(seen.album).toMatchObject({ imageCount: 1, cover: { id: shown[1] } });
    expect(seen.listed).toMatchObject([{ imageCount: 1, cover: { id: shown[1] } }]);
    expect(idsOf(seen.images)).toEqual([shown[1]]);
    const text = JSON.stringify(seen);
    for (const id of [shown[0]!, shown[2]!]) expect(text).not.toContain(id);
  });

  it('with no visible images looks like an album without images', async () => {
    for (const id of shown) await set(id, { visibility: 'PRIVATE' });
    const empty = await createAlbum(owner.browser, { visibility: 'PUBLIC', description: 'A week' });
    const seen = await visit();
    const comparable = seen.listed.map(({ id: _, createdAt: __, ...rest }) => rest);
    expect(comparable[0]).toEqual(comparable[1]);
    expect(idsOf(seen.listed)).toEqual([empty.id, album.id]);
    expect([seen.album.cover, seen.images]).toEqual([null, []]);
  });

  it('is byte-identical for visitors, whatever invisible images its owner adds', async () => {
    const bytes = async () => {
      const base = `/v1/users/${owner.user.username}/albums`;
      const paths = [base, `${base}/${album.id}`, `${base}/${album.id}/images?limit=2`];
      const texts = [];
      for (const path of paths) {
        const response = await app.browser().fetch(path);
        const { data } = (await response.json()) as { data: unknown };
        texts.push(JSON.stringify([response.headers.get('etag'), data]));
      }
      return texts;
    };
    const before = await bytes();
    const hidden = idsOf(await ownImages(app, owner, 4, 'private'));
    await addImages(owner.browser, album, hidden);
    const body = { uploadIds: [hidden[0]!, hidden[2]!], before: shown[0]! };
    await owner.browser.call(albumEndpoints.moveImages, { params: { id: album.id }, body });
    await createAlbum(owner.browser);
    expect(await bytes()).toEqual(before);
  });

  it('treats a cursor of a hidden image like that of an absent one', async () => {
    const [hidden] = idsOf(await ownImages(app, owner, 1, 'private'));
    await addImages(owner.browser, album, [hidden!]);
    const failures = [];
    for (const cursor of [hidden!, randomUUID()]) {
      const response = await app
        .browser()
        .fetch(`/v1/users/${owner.user.username}/albums/${album.id}/images?cursor=${cursor}`);
      const { requestId: _, ...failure } = await failureOf(response);
      failures.push([response.status, failure]);
    }
    expect(failures[0]).toEqual(failures[1]);
    expect(failures[0]).toMatchObject([400, { code: 'VALIDATION_ERROR' }]);
  });
});

describe('a private album', () => {
  it('is not found, exactly like an unknown, a deleted and another user’s album', async () => {
    const hidden = await createAlbum(owner.browser);
    await addImages(owner.browser, hidden, shown);
    const gone = await createAlbum(owner.browser, { visibility: 'PUBLIC' });
    await owner.browser.call(albumEndpoints.remove, { params: { id: gone.id } });
    const theirs = await createAlbum((await register(app)).browser, { visibility: 'PUBLIC' });
    expect(idsOf((await visit()).listed)).toEqual([album.id]);
    for (const browser of [app.browser(), owner.browser]) {
      const failures = new Set<string>();
      for (const id of [hidden.id, gone.id, theirs.id, randomUUID()]) {
        for (const path of ['', '/images']) {
          const response = await browser.fetch(`/v1/users/${owner.user.username}/albums/${id}${path}`);
          const { requestId: _, ...failure } = await failureOf(response);
          failures.add(JSON.stringify([response.status, [...response.headers.keys()].sort(), failure]));
        }
      }
      expect([...failures]).toEqual([expect.stringContaining('[404,')]);
    }
  });

  it('becomes public and private again when its owner changes it', async () => {
    const to = (visibility: Album['visibility']) =>
      owner.browser.call(albumEndpoints.update, { params: { id: album.id }, body: { visibility } });
    await to('PRIVATE');
    await expect(visit()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await to('PUBLIC');
    expect((await visit()).album.imageCount).toBe(3);
  });
});

describe('albums of users who are hidden from visitors', () => {
  it('are not found for unknown, suspended and deleted users', async () => {
    const statuses = async (username = owner.user.username) => {
      const base = `/v1/users/${username}/albums`;
      const paths = [base, `${base}/${album.id}`, `${base}/${album.id}/images`];
      return new Set(await Promise.all(paths.map(async (path) => (await app.browser().fetch(path)).status)));
    };
    expect([...(await statuses('nobody_of_that_name'))]).toEqual([404]);
    const where = { id: owner.user.id };
    await app.prisma.user.update({ where, data: { suspendedAt: new Date() } });
    expect([...(await statuses())]).toEqual([404]);
    await app.prisma.user.update({ where, data: { suspendedAt: null } });
    expect([...(await statuses(owner.user.username.toUpperCase()))]).toEqual([200]);
    await owner.browser.call(accountEndpoints.deleteAccount, { body: { password: goodPassword } });
    expect([...(await statuses())]).toEqual([404]);
  });
});
