import { accountEndpoints, publicImageEndpoints, PublicImage, type Upload, uploadEndpoints } from '@pixelboxx/shared';
import { beforeEach, describe, expect, it } from 'vitest';
import { newImage, statusAt } from '../../support/uploads/screened-app.ts';
import { goodPassword, type TestUser, register } from '../../support/clients/users.ts';
import { useApp } from '../../support/use-app.ts';
import { change } from '../../support/uploads/editing.ts';
import { errorOf, uploadAvatar, uploadImage } from '../../support/uploads/uploading.ts';

const app = useApp();
let owner: TestUser;

beforeEach(async () => {
  owner = await register(app);
});

const shown = (query = {}, { username } = owner.user) =>
  app.browser().call(publicImageEndpoints.list, { params: { username }, query });
const idsOf = (items: readonly { id: string }[]) => items.map(({ id }) => id);
const add = async (visibility: 'public' | 'private') => uploadImage(owner.browser, await newImage(), visibility);
const set = ({ id }: Upload, data: object) => app.prisma.upload.update({ where: { id }, data });

describe('the public pictures of a user', () => {
  it('are listed with the latest first, with permanent addresses, captions and alternative texts', async () => {
    const first = await add('public');
    await add('private');
    await uploadAvatar(owner.browser, await newImage());
    const second = await change(owner.browser, await add('public'), { caption: 'Low tide', altText: 'A wet beach' });
    const { items, nextCursor } = await shown();
    expect(idsOf(items)).toEqual([second.id, first.id]);
    expect(nextCursor).toBeNull();
    expect(items[0]).toMatchObject({ caption: 'Low tide', altText: 'A wet beach', width: second.width });
    for (const { url } of items[0]?.variants ?? []) expect(await statusAt(app, url)).toBe(200);
  });

  it('contain no fields that only their owner may see', async () => {
    await add('public');
    const response = await app.browser().fetch(`/v1/users/${owner.user.username}/images`);
    const { data } = (await response.json()) as { data: { items: object[] } };
    expect(Object.keys(data.items[0] ?? {}).sort()).toEqual(Object.keys(PublicImage.shape).sort());
    for (const word of ['screening', 'visibility', 'version', 'status', 'urlsExpireAt']) {
      expect(JSON.stringify(data)).not.toContain(`"${word}"`);
    }
  });

  it.each([
    ['waits for its decision', { screening: 'PENDING' }],
    ['is held back', { screening: 'FLAGGED', storageVisibility: 'PRIVATE' }],
    ['does not lie at its public place', { storageVisibility: 'PRIVATE' }],
    ['is not ready', { status: 'PENDING' }],
    ['was deleted', { deletedAt: new Date() }],
    ['is private', { visibility: 'PRIVATE' }],
  ])('do not include one that %s', async (_name, data) => {
    await set(await add('public'), data);
    expect((await shown()).items).toEqual([]);
  });

  it('follow their owner’s changes', async () => {
    const upload = await add('public');
    await change(owner.browser, upload, { visibility: 'private' });
    expect((await shown()).items).toEqual([]);
    await change(owner.browser, upload, { visibility: 'public' });
    expect(idsOf((await shown()).items)).toEqual([upload.id]);
    await owner.browser.call(uploadEndpoints.remove, { params: { id: upload.id } });
    expect((await shown()).items).toEqual([]);
  });

  it('come in pages, each picture once', async () => {
    const uploads = [];
    for (let count = 0; count < 5; count += 1) uploads.push(await add('public'));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await shown({ limit: 2, cursor });
      seen.push(...idsOf(page.items));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual(idsOf(uploads).toReversed());
  });

  it('are found by the username in any case', async () => {
    const upload = await add('public');
    const username = owner.user.username.toUpperCase();
    expect(idsOf((await shown({}, { ...owner.user, username })).items)).toEqual([upload.id]);
  });

  it('are not found for a user who does not exist, is suspended or was deleted', async () => {
    await add('public');
    const status = async (username: string) => (await app.browser().fetch(`/v1/users/${username}/images`)).status;
    expect(await status('nobody_of_that_name')).toBe(404);
    const where = { id: owner.user.id };
    await app.prisma.user.update({ where, data: { suspendedAt: new Date() } });
    expect(await status(owner.user.username)).toBe(404);
    await app.prisma.user.update({ where, data: { suspendedAt: null } });
    expect(await status(owner.user.username)).toBe(200);
    await owner.browser.call(accountEndpoints.deleteAccount, { body: { password: goodPassword } });
    expect(await status(owner.user.username)).toBe(404);
  });

  it.each(['?limit=0', '?limit=101', '?limit=x', '?cursor=x', '?cursor=%00', '?kind=AVATAR', '?cursor=1.2'])(
    'are refused for the invalid query %s',
    async (query) => {
      const response = await app.browser().fetch(`/v1/users/${owner.user.username}/images${query}`);
      expect(await errorOf(response)).toMatchObject({ status: 400, code: 'VALIDATION_ERROR' });
    },
  );
});
