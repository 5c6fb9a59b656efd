import { type Upload, uploadEndpoints } from '@pixelboxx/shared';
import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useApp } from '../../support/use-app.ts';
import { type TestUser, register } from '../../support/clients/users.ts';
import { animatedGif, photo } from '../../support/uploads/images.ts';
import { errorOf, formOf, storedKeys, uploadAvatar, uploadImage } from '../../support/uploads/uploading.ts';

let user: TestUser;

const app = useApp();

beforeEach(async () => {
  user = await register(app);
});

afterEach(() => vi.useRealTimers());

const imagePath = uploadEndpoints.image.path;

function file(color: string, width = 700): Promise<Buffer> {
  return photo({ width, height: Math.round(width * 0.75) }, color)
    .jpeg()
    .toBuffer();
}

function statusOf(url: string | null | undefined): Promise<number> {
  return fetch(new URL(url ?? 'no url', app.baseUrl)).then(({ status }) => status);
}

describe('uploading to the gallery', () => {
  it('makes every size up to the picture’s own, private unless said otherwise', async () => {
    const upload = await uploadImage(user.browser, await file('#224466'));
    expect(upload).toMatchObject({ kind: 'IMAGE', status: 'READY', visibility: 'PRIVATE', screening: 'SKIPPED' });
    expect(upload.variants.map(({ name, width }) => [name, width])).toEqual([
      ['320', 320],
      ['640', 640],
      ['1280', 700],
    ]);
    for (const { url, width, bytes } of upload.variants) {
      expect(url).toMatch(/^\/files\/private\/[0-9a-f]{64}\/\d+\.webp\?expires=\d+&signature=[\w-]{43}$/);
      const response = await fetch(new URL(url ?? '', app.baseUrl));
      const body = Buffer.from(await response.arrayBuffer());
      expect(await sharp(body).metadata()).toMatchObject({ format: 'webp', width });
      expect(body.length).toBe(bytes);
    }
    expect(Date.parse(upload.urlsExpireAt ?? '')).toBeGreaterThan(Date.now() + 9 * 60_000);
    expect(Date.parse(upload.urlsExpireAt ?? '')).toBeLessThanOrEqual(Date.now() + 15 * 60_000);
  });

  it('gives a public picture lasting addresses', async () => {
    const upload = await uploadImage(user.browser, await file('#446688'), 'public');
    expect(upload).toMatchObject({ visibility: 'PUBLIC', urlsExpireAt: null });
    for (const { url } of upload.variants) {
      expect(url).toMatch(/^\/files\/public\/[0-9a-f]{64}\/\d+\.webp$/);
      expect(await statusOf(url)).toBe(200);
    }
  });

  it.each(['before', 'after'])('reads the visibility %s the file', async (where) => {
    const form = new FormData();
    if (where === 'before') form.set('visibility', 'public');
    form.set('file', new Blob([Uint8Array.from(await file('#668844'))]), 'a.jpg');
    if (where === 'after') form.set('visibility', 'public');
    const response = await user.browser.fetch(imagePath, { method: 'POST', body: form });
    expect(await response.json()).toMatchObject({ data: { visibility: 'PUBLIC' } });
  });

  it.each([
    ['a visibility that is none', [['visibility', 'everyone']], 'visibility'],
    ['an empty visibility', [['visibility', '']], 'visibility'],
    [
      'two visibilities',
      [
        ['visibility', 'public'],
        ['visibility', 'private'],
      ],
      'visibility',
    ],
    ['an endless visibility', [['visibility', 'p'.repeat(5000)]], 'visibility'],
    ['a field that is not known', [['userId', 'x']], 'userId'],
    ['a field named as every object’s', [['__proto__', 'x']], '__proto__'],
    ['the file as a text', [['file', 'x']], 'file'],
  ])('refuses %s', async (_what, fields, wrong) => {
    const form = new FormData();
    for (const [name = '', value = ''] of fields) form.append(name, value);
    form.append('file', new Blob([Uint8Array.from(await file('#111111'))]), 'a.jpg');
    const response = await user.browser.fetch(imagePath, { method: 'POST', body: form });
    const error = await errorOf(response);
    expect(error).toMatchObject({ status: 400, code: 'VALIDATION_ERROR' });
    expect(Object.keys(error.fields ?? {})).toEqual([wrong]);
    expect(await app.prisma.upload.count({ where: { userId: user.user.id, deletedAt: {} } })).toBe(0);
  });

  it('keeps an animation moving', async () => {
    const upload = await uploadImage(user.browser, await animatedGif(4), 'public');
    const response = await fetch(new URL(upload.variants.at(-1)?.url ?? '', app.baseUrl));
    expect((await sharp(Buffer.from(await response.arrayBuffer())).metadata()).pages).toBe(4);
  });
});

describe('the list of a user’s own uploads', () => {
  it('has pages, the latest first, each upload once', async () => {
    const ids: string[] = [];
    for (const color of ['#100', '#200', '#300', '#400', '#500']) {
      ids.unshift((await uploadImage(user.browser, await file(color, 60))).id);
    }
    // Equal times must not lose or repeat anything at the border of a page.
    await app.prisma.upload.updateMany({ where: { id: { in: ids.slice(1, 4) } }, data: { createdAt: new Date() } });
    const expected = await app.prisma.upload.findMany({
      where: { userId: user.user.id },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page: { items: Upload[]; nextCursor: string | null } = await user.browser.call(uploadEndpoints.list, {
        query: { limit: 2, cursor },
      });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(expected.map(({ id }) => id));
  });

  it('can be filtered by kind, and omits unfinished and deleted uploads and those of other users', async () => {
    const other = await register(app);
    await uploadImage(other.browser, await file('#999', 60));
    const image = await uploadImage(user.browser, await file('#aaa', 60));
    const avatar = await uploadAvatar(user.browser, await file('#bbb'));
    const gone = await uploadImage(user.browser, await file('#ccc', 60));
    const unfinished = await uploadImage(user.browser, await file('#ddd', 60));
    await app.prisma.upload.update({ where: { id: unfinished.id }, data: { status: 'PENDING' } });
    await user.browser.call(uploadEndpoints.remove, { params: { id: gone.id } });
    const idsOf = async (kind?: 'AVATAR' | 'IMAGE') =>
      (await user.browser.call(uploadEndpoints.list, { query: { kind } })).items.map(({ id }) => id);
    expect(await idsOf()).toEqual([avatar.id, image.id]);
    expect(await idsOf('IMAGE')).toEqual([image.id]);
    expect(await idsOf('AVATAR')).toEqual([avatar.id]);
  });

  it.each(['x', '1.2', `1.${randomUUID()}x`, '-1.x', '9'.repeat(20)])('refuses the cursor %j', async (cursor) => {
    await expect(user.browser.call(uploadEndpoints.list, { query: { cursor } })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
    });
  });

  it('repeats signed addresses for five minutes, so that browsers can cache, and never beyond fifteen', async () => {
    const { id } = await uploadImage(user.browser, await file('#123123', 60));
    vi.useFakeTimers({ toFake: ['Date'], now: new Date(Math.ceil(Date.now() / 300_000) * 300_000) });
    const first = await user.browser.call(uploadEndpoints.get, { params: { id } });
    vi.setSystemTime(Date.now() + 299_000);
    const second = await user.browser.call(uploadEndpoints.get, { params: { id } });
    expect(second).toEqual(first);
    vi.setSystemTime(Date.now() + 2_000);
    const third = await user.browser.call(uploadEndpoints.get, { params: { id } });
    expect(third.variants[0]?.url).not.toBe(first.variants[0]?.url);
    for (const { url } of [...first.variants, ...third.variants]) expect(await statusOf(url)).toBe(200);
    expect(Date.parse(third.urlsExpireAt ?? '') - Date.now()).toBeLessThanOrEqual(900_000);
    vi.setSystemTime(Date.parse(first.urlsExpireAt ?? ''));
    expect(await statusOf(first.variants[0]?.url)).toBe(403);
    expect(await statusOf(third.variants[0]?.url)).toBe(200);
  });

  it('can be extended by a signed address of one variant; unknown variants are refused', async () => {
    const { id } = await uploadImage(user.browser, await file('#321321', 60));
    const { url, expiresAt } = await user.browser.call(uploadEndpoints.url, {
      params: { id },
      query: { variant: '320' },
    });
    expect(await statusOf(url)).toBe(200);
    expect(Date.parse(expiresAt)).toBeLessThanOrEqual(Date.now() + 900_000);
    await expect(
      user.browser.call(uploadEndpoints.url, { params: { id }, query: { variant: '640' } }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const response = await user.browser.fetch(`/v1/uploads/${id}/url?variant=../320`);
    expect(await errorOf(response)).toMatchObject({ status: 400, code: 'VALIDATION_ERROR' });
  });
});

describe('deleting an upload', () => {
  it('removes row and bytes, and announces it', async () => {
    const upload = await uploadImage(user.browser, await file('#777'), 'public');
    const hash = /[0-9a-f]{64}/.exec(upload.variants[0]?.url ?? '')?.[0] ?? '';
    await user.browser.call(uploadEndpoints.remove, { params: { id: upload.id } });
    for (const { url } of upload.variants) expect(await statusOf(url)).toBe(404);
    expect((await storedKeys(app)).filter((key) => key.includes(hash))).toEqual([]);
    expect(await app.prisma.upload.count({ where: { id: upload.id, deletedAt: {} } })).toBe(0);
    const where = { aggregateId: user.user.id };
    const events = await app.prisma.outboxEvent.findMany({ where, orderBy: { position: 'asc' } });
    expect(events.map(({ subject }) => subject)).toEqual(['user.registered', 'upload.ready', 'upload.deleted']);
  });

  it('removes the avatar of a user whose avatar it was', async () => {
    const avatar = await uploadAvatar(user.browser, await file('#888'));
    await user.browser.call(uploadEndpoints.remove, { params: { id: avatar.id } });
    const me = await app.prisma.user.findUniqueOrThrow({ where: { id: user.user.id } });
    expect(me.avatarUrl).toBeNull();
    expect(await statusOf(avatar.variants[0]?.url)).toBe(404);
  });

  it('keeps another user’s copy of the same picture', async () => {
    const other = await register(app);
    const same = await file('#0a0b0c');
    const mine = await uploadImage(user.browser, same);
    const theirs = await uploadImage(other.browser, same);
    await user.browser.call(uploadEndpoints.remove, { params: { id: mine.id } });
    expect(await statusOf(theirs.variants[0]?.url)).toBe(200);
  });

  it('is refused without a session, before anything else is checked', async () => {
    const response = await app.browser().fetch(imagePath, { method: 'POST', body: formOf(Buffer.from('x')) });
    expect(await errorOf(response)).toMatchObject({ status: 401 });
  });
});
