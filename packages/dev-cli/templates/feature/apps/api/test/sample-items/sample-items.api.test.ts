import { deletionGraceDays } from '@pixelboxx/shared';
import { type SampleItem, sampleItemEndpoints } from '@pixelboxx/shared/features/sample-items';
import { beforeEach, describe, expect, it } from 'vitest';
import { AccountPurgeService } from '../../src/account/deletion/account-purge.service.ts';
import { PersonalDataService } from '../../src/users/index.ts';
import type { Browser } from '../support/clients/browser.ts';
import { register, type TestUser } from '../support/clients/users.ts';
import { failureOf } from '../support/failures.ts';
import { useApp } from '../support/use-app.ts';

const { list, create, get, update, remove } = sampleItemEndpoints;
const notFound = { code: 'NOT_FOUND', status: 404 };
const dayMs = 86_400_000;

const app = useApp();
let owner: TestUser;

beforeEach(async () => {
  owner = await register(app);
});

const add = (browser: Browser, title: string): Promise<SampleItem> =>
  browser.call(create, { body: { title, text: 'Milk, bread and a lemon.' } });

describe('sample items', () => {
  it('are stored as given, and can be read', async () => {
    const { browser } = owner;
    const sampleItem = await browser.call(create, { body: { title: ' Groceries ', text: 'Milk.\nBread.' } });
    expect(sampleItem).toMatchObject({ title: 'Groceries', text: 'Milk.\nBread.' });
    expect(await browser.call(get, { params: { id: sampleItem.id } })).toEqual(sampleItem);
    expect(await browser.call(list, { query: {} })).toEqual({ items: [sampleItem], nextCursor: null });
  });

  it('change only in the given fields', async () => {
    const { browser } = owner;
    const { id, text } = await add(browser, 'Groceries');
    expect(await browser.call(update, { params: { id }, body: { title: 'Party' } })).toMatchObject({
      title: 'Party',
      text,
    });
    expect(await browser.call(update, { params: { id }, body: {} })).toMatchObject({ title: 'Party', text });
  });

  it('are not found once deleted', async () => {
    const { browser } = owner;
    const { id } = await add(browser, 'Groceries');
    await browser.call(remove, { params: { id } });
    await expect(browser.call(get, { params: { id } })).rejects.toMatchObject(notFound);
    await expect(browser.call(remove, { params: { id } })).rejects.toMatchObject(notFound);
  });

  it.each([
    ['no title', { title: '  ', text: 'Milk.' }, 'title'],
    ['a title that is too long', { title: 'x'.repeat(101), text: 'Milk.' }, 'title'],
    ['no text', { title: 'Groceries', text: '' }, 'text'],
  ])('with %s are refused with an error at the field', async (_, body, field) => {
    const failure = await failureOf(await owner.browser.post(create.path, body));
    expect(failure).toMatchObject({ code: 'VALIDATION_ERROR' });
    expect(Object.keys(failure.details.fields ?? {})).toEqual([field]);
  });
});

describe('the list of sample items', () => {
  it('is paginated, the latest first, each of them once', async () => {
    const { browser } = owner;
    const written: string[] = [];
    for (const title of ['One', 'Two', 'Three', 'Four', 'Five']) written.unshift((await add(browser, title)).id);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { items, nextCursor } = await browser.call(list, { query: { cursor, limit: 2 } });
      expect(items.length).toBeLessThanOrEqual(2);
      seen.push(...items.map(({ id }) => id));
      cursor = nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(written);
  });

  it('refuses an invalid cursor', async () => {
    const listing = owner.browser.call(list, { query: { cursor: 'elsewhere' } });
    await expect(listing).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
  });
});

describe('sample items of another user', () => {
  it('are not found, for reading, changing and deleting', async () => {
    const { id, title } = await add(owner.browser, 'Groceries');
    const { browser: stranger } = await register(app);
    expect(await stranger.call(list, { query: {} })).toEqual({ items: [], nextCursor: null });
    await expect(stranger.call(get, { params: { id } })).rejects.toMatchObject(notFound);
    await expect(stranger.call(update, { params: { id }, body: { title: 'Mine' } })).rejects.toMatchObject(notFound);
    await expect(stranger.call(remove, { params: { id } })).rejects.toMatchObject(notFound);
    expect(await owner.browser.call(get, { params: { id } })).toMatchObject({ title });
  });
});

describe('an account', () => {
  it('has its sample items in its data export', async () => {
    const { id } = await add(owner.browser, 'Groceries');
    const documents = new Map<string, unknown>();
    const archive = { addDocument: documents.set.bind(documents), addFile: () => undefined };
    await app.app.get(PersonalDataService).exportTo(archive, owner.user.id);
    expect(documents.get('sample-items')).toMatchObject([{ id, title: 'Groceries' }]);
  });

  it('has its sample items deleted with it, and nobody else’s', async () => {
    const { id } = await add(owner.browser, 'Groceries');
    const { browser: stranger } = await register(app);
    const left = await add(stranger, 'Groceries');
    const deletedAt = new Date(Date.now() - (deletionGraceDays + 1) * dayMs);
    await app.prisma.user.update({ where: { id: owner.user.id }, data: { deletedAt } });
    await app.app.get(AccountPurgeService).purgeDue(new Date());
    const rows = await app.prisma.sampleItem.findMany({ where: { id: { in: [id, left.id] } }, select: { id: true } });
    expect(rows).toEqual([{ id: left.id }]);
  });
});
