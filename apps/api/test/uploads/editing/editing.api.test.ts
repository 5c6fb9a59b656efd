import { type Upload, uploadEndpoints } from '@pixelboxx/shared';
import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { type TestUser, register } from '../../support/clients/users.ts';
import { useApp } from '../../support/use-app.ts';
import { newImage, statusAt } from '../../support/uploads/screened-app.ts';
import { photo } from '../../support/uploads/images.ts';
import { change, patch } from '../../support/uploads/editing.ts';
import { errorOf, storedKeys, uploadAvatar, uploadImage } from '../../support/uploads/uploading.ts';

const app = useApp();
let user: TestUser;
let stranger: TestUser;

beforeEach(async () => {
  [user, stranger] = [await register(app), await register(app)];
});

const own = (visibility: 'public' | 'private' = 'private') =>
  newImage().then((image) => uploadImage(user.browser, image, visibility));
const urlOf = ({ variants }: Upload) => variants[0]?.url;
const eventsOf = async ({ id }: Upload) =>
  (await app.prisma.outboxEvent.findMany({ where: { subject: 'upload.updated' } })).filter(
    ({ data }) => (data as { uploadId: string }).uploadId === id,
  );

describe('the visibility of a picture', () => {
  it('is changed by its owner: a public picture has permanent addresses, which end when it becomes private', async () => {
    const before = await own();
    const shown = await change(user.browser, before, { visibility: 'public' });
    expect(shown).toMatchObject({ visibility: 'PUBLIC', urlsExpireAt: null, version: 2 });
    expect(await statusAt(app, urlOf(shown))).toBe(200);
    expect(await statusAt(app, urlOf(before))).toBe(404);
    const hidden = await change(user.browser, shown, { visibility: 'private' });
    expect(hidden).toMatchObject({ visibility: 'PRIVATE', version: 3 });
    expect(await statusAt(app, urlOf(shown))).toBe(404);
    expect(await statusAt(app, urlOf(hidden))).toBe(200);
    expect(await eventsOf(before)).toHaveLength(2);
  });

  it('is changed for one owner only, if two users have the same picture', async () => {
    const image = await newImage();
    const [mine, theirs] = [
      await uploadImage(user.browser, image, 'public'),
      await uploadImage(stranger.browser, image, 'public'),
    ];
    const hidden = await change(user.browser, mine, { visibility: 'private' });
    expect(urlOf(hidden)).toContain('/private/');
    expect(await statusAt(app, urlOf(theirs))).toBe(200);
    await change(stranger.browser, theirs, { visibility: 'private' });
    expect(await statusAt(app, urlOf(theirs))).toBe(404);
    expect(await statusAt(app, urlOf(hidden))).toBe(200);
  });

  it('cannot be changed for an avatar, which is always public', async () => {
    const avatar = await uploadAvatar(user.browser, await newImage());
    const response = await patch(user.browser, avatar, { visibility: 'private' });
    expect(await errorOf(response)).toMatchObject({ status: 400, fields: { visibility: [expect.any(String)] } });
    expect(await statusAt(app, urlOf(avatar))).toBe(200);
  });
});

describe('a caption and an alternative text', () => {
  it('are stored, tidied, and removed by null', async () => {
    const upload = await own();
    expect(upload).toMatchObject({ caption: null, altText: null });
    const said = await change(user.browser, upload, { caption: ' Two\r\nlines 🏖️ ', altText: 'A beach' });
    expect(said).toMatchObject({ caption: 'Two\nlines 🏖️', altText: 'A beach' });
    expect(await change(user.browser, upload, { caption: null })).toMatchObject({ caption: null, altText: 'A beach' });
    const { items } = await user.browser.call(uploadEndpoints.list, { query: {} });
    expect(items[0]).toMatchObject({ caption: null, altText: 'A beach', version: 3 });
  });

  it('change nothing if they are unchanged or absent', async () => {
    const upload = await change(user.browser, await own(), { caption: 'Same' });
    for (const same of [{}, { caption: 'Same' }, { caption: ' Same ', visibility: 'private' as const }]) {
      expect((await change(user.browser, upload, same)).version).toBe(upload.version);
    }
    expect(await eventsOf(upload)).toHaveLength(1);
  });

  it('count characters, not UTF-16 units, for their maximum length', async () => {
    const upload = await own();
    const longest = { caption: '🏖'.repeat(500), altText: '🏖'.repeat(300) };
    expect(await change(user.browser, upload, longest)).toMatchObject(longest);
  });

  it.each([
    ['a caption that is too long', { caption: 'a'.repeat(501) }, 'caption'],
    ['an alternative text that is too long', { altText: 'a'.repeat(301) }, 'altText'],
    ['an empty caption', { caption: ' \u200b ' }, 'caption'],
    ['an empty alternative text', { altText: '' }, 'altText'],
    ['text that turns what follows round', { caption: 'a\u202eb' }, 'caption'],
    ['NUL', { altText: 'a\u0000b' }, 'altText'],
    ['a number', { caption: 5 }, 'caption'],
    ['a visibility that is none', { visibility: 'PUBLIC' }, 'visibility'],
    ['no visibility', { visibility: null }, 'visibility'],
    ['what is not the owner’s to say', { screening: 'APPROVED' }, 'screening'],
    ['where it lies', { storageVisibility: 'PUBLIC' }, 'storageVisibility'],
    ['a version', { version: 9 }, 'version'],
  ])('are refused for %s, with an error at the field', async (_name, body, field) => {
    const upload = await own();
    const error = await errorOf(await patch(user.browser, upload, body));
    expect(error).toMatchObject({ status: 400, code: 'VALIDATION_ERROR' });
    expect(Object.keys(error.fields ?? {})).toEqual([field]);
    expect(await user.browser.call(uploadEndpoints.get, { params: { id: upload.id } })).toMatchObject({ version: 1 });
  });
});

describe('pictures of other users', () => {
  it('cannot be changed or used, and are reported as not found', async () => {
    const upload = await own('public');
    const avatar = (id: string, browser = stranger.browser) => browser.post(`/v1/uploads/${id}/avatar`);
    for (const id of [upload.id, randomUUID()]) {
      expect(await errorOf(await patch(stranger.browser, { id }, { visibility: 'private' }))).toMatchObject({
        status: 404,
      });
      expect((await avatar(id)).status).toBe(404);
    }
    const anyone = app.browser();
    expect((await patch(anyone, upload, { caption: 'x' })).status).toBe(401);
    expect((await avatar(upload.id, anyone)).status).toBe(401);
    expect((await patch(user.browser, { id: 'x' }, {})).status).toBe(400);
    expect(await user.browser.call(uploadEndpoints.get, { params: { id: upload.id } })).toEqual(upload);
  });
});

describe('using a picture as avatar', () => {
  it('creates the avatar without another upload, and leaves the picture unchanged', async () => {
    const upload = await uploadImage(user.browser, await photo({ width: 900, height: 600 }).jpeg().toBuffer());
    const avatar = await user.browser.call(uploadEndpoints.useAsAvatar, { params: { id: upload.id } });
    expect(avatar).toMatchObject({ kind: 'AVATAR', visibility: 'PUBLIC', width: 512, height: 512 });
    expect(await statusAt(app, urlOf(avatar))).toBe(200);
    const row = await app.prisma.user.findUniqueOrThrow({ where: { id: user.user.id } });
    expect(row.avatarUrl).toBe(avatar.variants[1]?.url);
    expect(await user.browser.call(uploadEndpoints.get, { params: { id: upload.id } })).toMatchObject({
      visibility: 'PRIVATE',
      version: 1,
    });
    await user.browser.call(uploadEndpoints.remove, { params: { id: upload.id } });
    expect(await statusAt(app, urlOf(avatar))).toBe(200);
  });

  it('is done once under one Idempotency-Key', async () => {
    const upload = await own();
    const again = () => user.browser.post(`/v1/uploads/${upload.id}/avatar`, undefined, { 'idempotency-key': 'one' });
    const [first, second] = [await again(), await again()];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(await second.json()).toEqual(await first.json());
  });

  it('is refused for an avatar and for a picture that screening holds back', async () => {
    const avatar = await uploadAvatar(user.browser, await newImage());
    expect((await user.browser.post(`/v1/uploads/${avatar.id}/avatar`)).status).toBe(404);
    const upload = await own();
    await app.prisma.upload.update({ where: { id: upload.id }, data: { screening: 'FLAGGED' } });
    const before = await storedKeys(app);
    expect((await user.browser.post(`/v1/uploads/${upload.id}/avatar`)).status).toBe(403);
    expect(await storedKeys(app)).toEqual(before);
  });
});
