import { isSafeMethod, liveEndpoints, uploadEndpoints } from '@pixelboxx/shared';
import { albumEndpoints } from '@pixelboxx/shared/features/albums';
import { expect, it } from 'vitest';
import { EventOutbox } from '../../src/platform/events/event-outbox.ts';
import { feedsSettled, follow } from '../support/clients/following.ts';
import { register } from '../support/clients/users.ts';
import { useApp } from '../support/use-app.ts';
import { addImages, createAlbum, idsOf, ownImages } from './support.ts';

const app = useApp();

it('each change of an album that visitors may see is announced once, and a request without a change is not', async () => {
  const owner = await register(app);
  const { browser } = owner;
  const ids = idsOf(await ownImages(app, owner, 2));
  const where = { aggregateId: owner.user.id, subject: { startsWith: 'album.' } };
  const before = await app.prisma.outboxEvent.count({ where });
  expect(before).toBe(0);
  const album = await createAlbum(browser);
  const params = { id: album.id };
  const acts = {
    create: () => Promise.resolve(),
    addImages: () => addImages(browser, album, ids),
    moveImages: () =>
      browser.call(albumEndpoints.moveImages, { params, body: { uploadIds: [ids[1]!], before: ids[0]! } }),
    removeImages: () => browser.call(albumEndpoints.removeImages, { params, body: { uploadIds: [ids[1]!] } }),
    update: () => browser.call(albumEndpoints.update, { params, body: { visibility: 'PUBLIC' } }),
    remove: () => browser.call(albumEndpoints.remove, { params }).catch(() => undefined),
  };
  const changing = Object.entries(albumEndpoints).filter(([, { method }]) => !isSafeMethod(method));
  expect(Object.keys(acts).sort()).toEqual(changing.map(([name]) => name).sort());
  for (const act of Object.values(acts)) {
    await act();
    // Said again it changes nothing.
    if (act !== acts.addImages) await act();
  }
  const rows = await app.prisma.outboxEvent.findMany({ where, orderBy: { position: 'asc' } });
  const names = Object.keys(acts) as (keyof typeof acts)[];
  expect(rows.map(({ subject }) => subject)).toEqual(names.flatMap((name) => albumEndpoints[name].announces));
  for (const { data } of rows) expect(data).toEqual({ userId: owner.user.id, albumId: album.id });
});

it('the owner’s other windows are told that an album was changed or deleted; other users are not', async () => {
  const [owner, other] = [await register(app), await register(app)];
  await feedsSettled(app);
  const following = await follow(owner.browser, liveEndpoints.events);
  const others = await follow(other.browser, liveEndpoints.events);
  const { id } = await createAlbum(owner.browser);
  await owner.browser.call(albumEndpoints.update, { params: { id }, body: { title: 'By the lake' } });
  await owner.browser.call(albumEndpoints.remove, { params: { id } });
  const theirs = await createAlbum(other.browser);
  const changed = { type: 'album.changed', data: { albumId: id } };
  await following.received(3);
  expect(following.events).toEqual([changed, changed, { type: 'album.deleted', data: { albumId: id } }]);
  await others.received(1);
  expect(others.events).toEqual([{ type: 'album.changed', data: { albumId: theirs.id } }]);
});

it('two features cannot both declare what an event means for the pages of its user', () => {
  const toLive = () => ({ type: 'user.changed', data: {} }) as const;
  expect(() => app.app.get(EventOutbox).tellOwner('album.updated', toLive)).toThrow('album.updated');
});

it('showing or hiding an image changes exactly the albums that contain it, and their pages are told', async () => {
  const owner = await register(app);
  const { browser } = owner;
  const [changed = '', same = ''] = idsOf(await ownImages(app, owner, 2));
  const [one, two, other] = [await createAlbum(browser), await createAlbum(browser), await createAlbum(browser)];
  for (const album of [one, two]) await addImages(browser, album, [changed, same]);
  await addImages(browser, other, [same]);
  await feedsSettled(app);
  const following = await follow(browser, liveEndpoints.events);
  await browser.call(uploadEndpoints.update, { params: { id: changed }, body: { visibility: 'private' } });
  await following.received(3);
  expect(following.events.map(({ type, data }) => ({ type, data }))).toEqual([
    { type: 'upload.changed', data: { uploadId: changed } },
    { type: 'album.changed', data: { albumId: one.id } },
    { type: 'album.changed', data: { albumId: two.id } },
  ]);
});
