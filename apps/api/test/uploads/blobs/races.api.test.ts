import { type Upload, uploadEndpoints } from '@pixelboxx/shared';
import { beforeAll, describe, expect, it } from 'vitest';
import { useApp, useTwin } from '../../support/use-app.ts';
import type { Browser } from '../../support/clients/browser.ts';
import { register } from '../../support/clients/users.ts';
import { plain } from '../../support/uploads/images.ts';
import { errorOf, everythingStored, formOf, uploadImage } from '../../support/uploads/uploading.ts';

/** `RACE_ROUNDS=1000` for the thorough run; on a real server by `TEST_DATABASE_URL`. */
const rounds = Number(process.env['RACE_ROUNDS'] ?? 50);
const timeoutMs = 60_000 + rounds * 3000;

const app = useApp({ UPLOAD_QUOTA_COUNT: '1' });
const twin = useTwin(app, () => ({ DATA_DIR: app.dataDir, UPLOAD_QUOTA_COUNT: '1' }));
/** One user, signed in at both replicas. */
let here: Browser;
let there: Browser;
let empty: unknown;

beforeAll(async () => {
  here = (await register(app)).browser;
  there = twin.browser();
  for (const [name, value] of here.cookies) there.cookies.set(name, value);
  empty = await everythingStored(app);
});

const at = (index: number): Browser => (index % 2 === 0 ? here : there);
const tiny = (index: number): Promise<Buffer> =>
  plain({ width: 4 + index, height: 4 }, '#369')
    .png()
    .toBuffer();
const remove = (browser: Browser, id: string): Promise<Response> =>
  browser.fetch(`/v1/uploads/${id}`, { method: 'DELETE' });

describe('races on two replicas, repeated in many rounds', () => {
  it(
    '[85] of twenty simultaneous uploads with room for one, one is stored, and deleting it leaves nothing',
    async () => {
      const images = await Promise.all(Array.from({ length: 20 }, (_, index) => tiny(index)));
      for (let round = 0; round < Math.ceil(rounds / 5); round += 1) {
        const responses = await Promise.all(
          images.map((bytes, index) =>
            at(index).fetch(uploadEndpoints.image.path, { method: 'POST', body: formOf(bytes) }),
          ),
        );
        const stored = responses.filter(({ status }) => status === 201);
        expect(stored).toHaveLength(1);
        for (const response of responses.filter(({ status }) => status !== 201)) {
          expect(await errorOf(response)).toMatchObject({ status: 409, code: 'QUOTA_EXCEEDED' });
        }
        const { data } = (await stored[0]?.json()) as { data: Upload };
        expect((await remove(here, data.id)).status).toBe(204);
        expect(await everythingStored(app)).toEqual(empty);
      }
    },
    timeoutMs,
  );

  it(
    '[92] of ten simultaneous deletes one succeeds, and the quota is released once',
    async () => {
      const image = await tiny(1);
      for (let round = 0; round < rounds; round += 1) {
        const { id } = await uploadImage(at(round), image);
        const responses = await Promise.all(Array.from({ length: 10 }, (_, index) => remove(at(index), id)));
        expect(responses.map(({ status }) => status).sort()).toEqual([204, ...Array<number>(9).fill(404)]);
        expect((await here.call(uploadEndpoints.quota)).usedCount).toBe(0);
      }
      expect(await everythingStored(app)).toEqual(empty);
    },
    timeoutMs,
  );

  it(
    'a picture that is deleted while it is uploaded again stays for its other owners',
    async () => {
      const other = await register(app);
      const image = await tiny(2);
      for (let round = 0; round < rounds; round += 1) {
        const mine = await uploadImage(here, image);
        const [theirs] = await Promise.all([uploadImage(other.browser, image), remove(there, mine.id)]);
        const url = new URL(theirs.variants[0]?.url ?? '', app.baseUrl);
        expect((await fetch(url)).status).toBe(200);
        expect((await remove(other.browser, theirs.id)).status).toBe(204);
      }
      expect(await everythingStored(app)).toEqual(empty);
    },
    timeoutMs,
  );
});
