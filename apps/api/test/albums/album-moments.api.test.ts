import { uploadEndpoints } from '@pixelboxx/shared';
import { type Album, albumEndpoints } from '@pixelboxx/shared/features/albums';
import { type PublicAlbum, publicAlbumEndpoints } from '@pixelboxx/shared/features/public-albums';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Browser } from '../support/clients/browser.ts';
import { register, type TestUser } from '../support/clients/users.ts';
import { useInterleaving } from '../support/database/interleaving.ts';
import { useApp, useTwin } from '../support/use-app.ts';
import { addImages, createAlbum, idsOf, ownImages } from './support.ts';

const interleaving = useInterleaving();
const app = useApp();
const twin = useTwin(app);
let owner: TestUser;
/** The owner's second window, at another replica. */
let elsewhere: Browser;
/** What is changed, at the beginning of the album; and what nobody touches. */
let touched: string[];
let rest: string[];
let album: Album;

beforeAll(async () => {
  owner = await register(app);
  elsewhere = twin.browser();
  for (const [name, value] of owner.browser.cookies) elsewhere.cookies.set(name, value);
});

beforeEach(async () => {
  const ids = idsOf(await ownImages(app, owner, 60));
  touched = ids.slice(0, 50);
  rest = ids.slice(50);
  album = await createAlbum(owner.browser, { visibility: 'PUBLIC' });
  await addImages(owner.browser, album, ids);
});

type Reader = () => Promise<{ readonly items: readonly { readonly id: string }[] }>;

const paramsOf = () => ({ id: album.id });
const publicParams = () => ({ username: owner.user.username, id: album.id });

/** The image that stands first at the time: each kind of change leaves another one in its place. */
const changes = {
  'is taken out': (id: string) =>
    elsewhere.call(albumEndpoints.removeImages, { params: paramsOf(), body: { uploadIds: [id] } }),
  'is moved to the end': (id: string) =>
    elsewhere.call(albumEndpoints.moveImages, { params: paramsOf(), body: { uploadIds: [id], before: null } }),
  'is deleted': (id: string) => elsewhere.call(uploadEndpoints.remove, { params: { id } }),
};

describe.each(Object.entries(changes))(
  'while the first image of an album %s, between any two statements',
  (_, change) => {
    const changeFirst = async (): Promise<void> => {
      const first = touched.shift();
      if (first === undefined) throw new Error('there are more statements than images');
      await change(first);
    };

    const reading = <Result>(request: () => Promise<Result>) => ({ request, work: changeFirst, isReading: true });

    it('the owner and visitors can page through all remaining images, each once', async () => {
      const after = rest[0];
      const query = { cursor: after, limit: 100 };
      const readers: Reader[] = [
        () => owner.browser.call(albumEndpoints.images, { params: paramsOf(), query }),
        () => app.browser().call(publicAlbumEndpoints.images, { params: publicParams(), query }),
      ];
      for (const read of readers) {
        const statements = await interleaving.everywhere({
          ...reading(read),
          check: ({ items }) => {
            const seen = idsOf(items).filter((id) => rest.includes(id));
            expect(seen).toEqual(rest.slice(1));
            expect(new Set(idsOf(items)).size).toBe(items.length);
          },
        });
        expect(statements).toBeGreaterThan(1);
      }
    });

    it('a page contains the remaining images in the album’s order, and does not fail', async () => {
      const readers: Reader[] = [
        () => owner.browser.call(albumEndpoints.images, { params: paramsOf(), query: { limit: 100 } }),
        () => app.browser().call(publicAlbumEndpoints.images, { params: publicParams(), query: { limit: 100 } }),
      ];
      for (const read of readers) {
        await interleaving.everywhere({
          ...reading(read),
          check: ({ items }) => {
            expect(idsOf(items).filter((id) => rest.includes(id))).toEqual(rest);
          },
        });
      }
    });

    it('its cover is one of its images', async () => {
      const query = {};
      const { username } = owner.user;
      const readers: (() => Promise<readonly (Album | PublicAlbum)[]>)[] = [
        async () => [await owner.browser.call(albumEndpoints.get, { params: paramsOf() })],
        async () => (await owner.browser.call(albumEndpoints.list, { query })).items,
        async () => [await app.browser().call(publicAlbumEndpoints.get, { params: publicParams() })],
        async () => (await app.browser().call(publicAlbumEndpoints.list, { params: { username }, query })).items,
      ];
      for (const read of readers) {
        await interleaving.everywhere({
          ...reading(read),
          check: (albums) => {
            const seen = albums.find(({ id }) => id === album.id);
            expect(seen?.imageCount).toBeGreaterThanOrEqual(rest.length);
            expect(seen?.cover).not.toBeNull();
          },
        });
      }
    });
  },
);
