import { deletionGraceDays } from '@pixelboxx/shared';
import { albumEndpoints, albumLimits } from '@pixelboxx/shared/features/albums';
import { beforeEach, describe, expect, it } from 'vitest';
import { AccountPurgeService } from '../../src/account/deletion/account-purge.service.ts';
import { PersonalDataService } from '../../src/users/index.ts';
import { register, type TestUser } from '../support/clients/users.ts';
import { failureOf } from '../support/failures.ts';
import { useApp } from '../support/use-app.ts';
import { addImages, createAlbum, idsOf, ownImages } from './support.ts';

const { list, create, get, images, update, remove, removeImages, moveImages } = albumEndpoints;
const notFound = { code: 'NOT_FOUND', status: 404 };
const dayMs = 86_400_000;

const app = useApp();
let owner: TestUser;

beforeEach(async () => {
  owner = await register(app);
});

describe('albums', () => {
  it('are stored as given, and private and empty by default', async () => {
    const { browser } = owner;
    const album = await browser.call(create, { body: { title: ' By the sea ' } });
    const about = { title: 'By the sea', description: null, visibility: 'PRIVATE', version: 1 };
    expect(album).toMatchObject({ ...about, imageCount: 0, cover: null });
    expect(await browser.call(get, { params: { id: album.id } })).toEqual(album);
    expect(await browser.call(list, { query: {} })).toEqual({ items: [album], nextCursor: null });
  });

  it('change only in the given fields', async () => {
    const { browser } = owner;
    const { id } = await createAlbum(browser, { description: 'A week.\nOf wind.' });
    const change = (body: object) => browser.call(update, { params: { id }, body });
    expect(await change({ title: 'Hills' })).toMatchObject({ title: 'Hills', description: 'A week.\nOf wind.' });
    expect(await change({ description: null, visibility: 'PUBLIC' })).toMatchObject({
      ...{ title: 'Hills', description: null, visibility: 'PUBLIC', version: 3 },
    });
    for (const body of [{}, { title: 'Hills' }]) expect(await change(body)).toMatchObject({ version: 3 });
  });

  it('are changed and deleted only with the current version (If-Match), by one of many simultaneous requests', async () => {
    const { browser } = owner;
    const { id } = await createAlbum(browser);
    const changes = ['One', 'Two', 'Three', 'Four'].map((title) =>
      browser.call(update, { params: { id }, body: { title }, ifMatch: 1 }),
    );
    const outcomes = await Promise.allSettled(changes);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const conflict = { code: 'VERSION_CONFLICT', status: 412, details: { version: 2 } };
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject(conflict);
    await expect(browser.call(remove, { params: { id }, ifMatch: 1 })).rejects.toMatchObject(conflict);
    await browser.call(remove, { params: { id }, ifMatch: 2 });
    await expect(browser.call(get, { params: { id } })).rejects.toMatchObject(notFound);
  });

  it('keep their version when images are added or removed: only changes of their own fields conflict', async () => {
    const { browser } = owner;
    const album = await createAlbum(browser);
    const [image] = await ownImages(app, owner, 1);
    expect(await addImages(browser, album, [image!.id])).toMatchObject({ version: 1, imageCount: 1 });
    const { id } = album;
    expect(await browser.call(update, { params: { id }, body: { title: 'Hills' }, ifMatch: 1 })).toMatchObject({
      version: 2,
    });
  });

  it('are not found once deleted, and their images stay', async () => {
    const { browser } = owner;
    const { id } = await createAlbum(browser);
    const [image] = await ownImages(app, owner, 1);
    await addImages(browser, { id }, [image!.id]);
    await browser.call(remove, { params: { id } });
    await expect(browser.call(get, { params: { id } })).rejects.toMatchObject(notFound);
    await expect(browser.call(remove, { params: { id } })).rejects.toMatchObject(notFound);
    expect(await app.prisma.upload.count({ where: { id: image!.id } })).toBe(1);
    expect(await app.prisma.albumImage.count({ where: { uploadId: image!.id } })).toBe(0);
  });

  it.each([
    ['no title', { title: '  ' }, 'title'],
    ['a title that is too long', { title: 'x'.repeat(81) }, 'title'],
    ['an empty description', { title: 'By the sea', description: '' }, 'description'],
    ['a description that is too long', { title: 'By the sea', description: 'x'.repeat(501) }, 'description'],
    ['a visibility that there is not', { title: 'By the sea', visibility: 'FRIENDS' }, 'visibility'],
  ])('with %s are refused with an error at the field', async (_, body, field) => {
    const failure = await failureOf(await owner.browser.post(create.path, body));
    expect(failure).toMatchObject({ code: 'VALIDATION_ERROR' });
    expect(Object.keys(failure.details.fields ?? {})).toEqual([field]);
  });

  it('may have titles of 80 characters of any kind', async () => {
    const title = '🏖️'.repeat(40);
    expect(await createAlbum(owner.browser, { title })).toMatchObject({ title });
  });

  it('are limited to 200, also if the last ones are created simultaneously', async () => {
    const data = Array.from({ length: albumLimits.albums - 2 }, () => ({ userId: owner.user.id, title: 'Old' }));
    await app.prisma.album.createMany({ data });
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => createAlbum(owner.browser)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    const limit = { code: 'ALBUM_LIMIT_REACHED', status: 409 };
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject(limit);
  });
});

describe('the list of albums', () => {
  it('is paginated, the latest first, each album once', async () => {
    const { browser } = owner;
    const made: string[] = [];
    for (const title of ['One', 'Two', 'Three', 'Four', 'Five'])
      made.unshift((await createAlbum(browser, { title })).id);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { items, nextCursor } = await browser.call(list, { query: { cursor, limit: 2 } });
      expect(items.length).toBeLessThanOrEqual(2);
      seen.push(...idsOf(items));
      cursor = nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(made);
  });

  it('contains the cover and the number of images of each album', async () => {
    const { browser } = owner;
    const [one, two] = [await createAlbum(browser), await createAlbum(browser)];
    const [first, second, third] = idsOf(await ownImages(app, owner, 3, 'private'));
    await addImages(browser, one, [second!, third!, first!]);
    await addImages(browser, two, [third!]);
    const { items } = await browser.call(list, { query: {} });
    expect(items.map(({ id, cover, imageCount }) => [id, cover?.id, imageCount])).toEqual([
      [two.id, third, 1],
      [one.id, second, 3],
    ]);
    expect(items[0]?.cover?.variants[0]?.url).toContain('sig');
  });

  it('refuses an invalid cursor', async () => {
    const listing = owner.browser.call(list, { query: { cursor: 'elsewhere' } });
    await expect(listing).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
  });
});

describe('albums of another user', () => {
  it('are not found, public or not, for reading, changing and deleting', async () => {
    const album = await createAlbum(owner.browser, { visibility: 'PUBLIC' });
    const [image] = idsOf(await ownImages(app, owner, 1));
    await addImages(owner.browser, album, [image!]);
    const stranger = await register(app);
    const [own] = idsOf(await ownImages(app, stranger, 1));
    const { browser } = stranger;
    const params = { id: album.id };
    expect(await browser.call(list, { query: {} })).toEqual({ items: [], nextCursor: null });
    for (const attempt of [
      () => browser.call(get, { params }),
      () => browser.call(images, { params, query: {} }),
      () => browser.call(update, { params, body: { title: 'Mine' } }),
      () => browser.call(update, { params, body: { title: 'Mine' }, ifMatch: 7 }),
      () => browser.call(remove, { params }),
      () => addImages(browser, album, [own!]),
      () => browser.call(removeImages, { params, body: { uploadIds: [image!] } }),
      () => browser.call(moveImages, { params, body: { uploadIds: [image!], before: null } }),
    ]) {
      await expect(attempt()).rejects.toMatchObject(notFound);
    }
    expect(await owner.browser.call(get, { params })).toMatchObject({ title: album.title, imageCount: 1, version: 1 });
  });
});

describe('an account', () => {
  it('has its albums and their contents in its data export', async () => {
    const album = await createAlbum(owner.browser, { description: 'A week' });
    const uploadIds = idsOf(await ownImages(app, owner, 2)).toReversed();
    await addImages(owner.browser, album, uploadIds);
    const documents = new Map<string, unknown>();
    const archive = { addDocument: documents.set.bind(documents), addFile: () => undefined };
    await app.app.get(PersonalDataService).exportTo(archive, owner.user.id);
    expect(documents.get('albums')).toMatchObject([{ id: album.id, description: 'A week', uploadIds }]);
  });

  it('has its albums deleted with it, and nobody else’s', async () => {
    const album = await createAlbum(owner.browser);
    await addImages(owner.browser, album, idsOf(await ownImages(app, owner, 2)));
    const { browser: stranger } = await register(app);
    const left = await createAlbum(stranger);
    const deletedAt = new Date(Date.now() - (deletionGraceDays + 1) * dayMs);
    await app.prisma.user.update({ where: { id: owner.user.id }, data: { deletedAt } });
    await app.app.get(AccountPurgeService).purgeDue(new Date());
    const where = { id: { in: [album.id, left.id] } };
    expect(await app.prisma.album.findMany({ where, select: { id: true } })).toEqual([{ id: left.id }]);
    expect(await app.prisma.albumImage.count({ where: { albumId: album.id } })).toBe(0);
  });
});
