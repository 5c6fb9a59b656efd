import { pollUntil, type SeededRandom, seededRandom } from '@pixelboxx/config/testing';
import { ApiError } from '@pixelboxx/api-client/checked';
import { moderationEndpoints, type Upload, uploadEndpoints } from '@pixelboxx/shared';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { UploadsSweeper } from '../../../src/uploads/sweep/sweeper.service.ts';
import { newImage, screened, statusAt, untilQuiet, useScreenedApp } from '../../support/uploads/screened-app.ts';
import { type TestUser, register } from '../../support/clients/users.ts';
import { change } from '../../support/uploads/editing.ts';
import { storedKeys, uploadImage } from '../../support/uploads/uploading.ts';

/** Where nothing is shown to all before it was approved. */
const app = useScreenedApp(() => ({ SCREENING: 'required' }));
let owner: TestUser;
let moderator: TestUser;

beforeAll(async () => {
  moderator = await register(app);
  await app.prisma.user.update({ where: { id: moderator.user.id }, data: { role: 'MOD' } });
});

beforeEach(async () => {
  app.ai.reset();
  owner = await register(app);
});

/** Holds the screening of the next image until it is told what to say. */
function hold() {
  const { promise, resolve } = Promise.withResolvers<'harmless' | 'unsafe'>();
  const asked = app.ai.images.length;
  app.ai.response = () => promise;
  return {
    release: resolve,
    untilAsked: () => pollUntil('the picture is looked at', () => app.ai.images.length > asked),
  };
}

const rowOf = ({ id }: Pick<Upload, 'id'>) => app.prisma.upload.findUnique({ where: { id } });
const lasting = (hash: string) => `/files/public/${hash}/320.webp`;

describe('while a picture is being screened', () => {
  it.each([
    [
      'private',
      'public',
      'harmless',
      { visibility: 'PUBLIC', screening: 'APPROVED', storageVisibility: 'PUBLIC' },
      200,
    ],
    [
      'public',
      'private',
      'harmless',
      { visibility: 'PRIVATE', screening: 'APPROVED', storageVisibility: 'PRIVATE' },
      404,
    ],
    ['private', 'public', 'unsafe', { visibility: 'PUBLIC', screening: 'FLAGGED', storageVisibility: 'PRIVATE' }, 404],
    ['public', 'private', 'unsafe', { visibility: 'PRIVATE', screening: 'FLAGGED', storageVisibility: 'PRIVATE' }, 404],
  ] as const)(
    'a change from %s to %s and the decision %s both take effect immediately, without a sweep',
    async (from, to, decision, outcome, status) => {
      const screening = hold();
      const upload = await uploadImage(owner.browser, await newImage(), from);
      await screening.untilAsked();
      const changed = await change(owner.browser, upload, { visibility: to });
      expect(changed).toMatchObject({ screening: 'PENDING', visibility: outcome.visibility });
      const { contentHash } = (await rowOf(upload))!;
      expect(await statusAt(app, lasting(contentHash))).toBe(404);
      screening.release(decision);
      await screened(owner, upload, outcome.screening);
      await untilQuiet(app);
      expect(await rowOf(upload)).toMatchObject(outcome);
      expect(await statusAt(app, lasting(contentHash))).toBe(status);
      // Asked once: the decision was not lost and given again.
      expect(app.ai.images).toHaveLength(1);
    },
  );
});

interface Run {
  readonly random: SeededRandom;
  readonly upload: Upload;
  readonly failures: unknown[];
}

const tolerated = ['NOT_FOUND', 'SERVICE_UNAVAILABLE'];

/** Something that happens to an upload at a moment of its own; refusals that the contract names are fine. */
async function at({ random, failures }: Run, work: () => Promise<unknown>): Promise<void> {
  await random.delay(60);
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ApiError) || !tolerated.includes(error.code)) failures.push(error);
  }
}

/** What may happen in one run, each thing a number of times, all at once. @returns the changes that were answered */
async function happen(run: Run): Promise<Upload[]> {
  const { random, upload } = run;
  const changed: Upload[] = [];
  const times = (max: number) => Array.from({ length: Math.floor(random.next() * (max + 1)) });
  const flips = times(4).map(() => {
    const visibility = random.next() < 0.5 ? 'public' : 'private';
    return at(run, async () => changed.push(await change(owner.browser, upload, { visibility })));
  });
  const words = times(1).map(() =>
    at(run, async () => changed.push(await change(owner.browser, upload, { caption: `Words ${random.next()}` }))),
  );
  const decisions = times(2).map(() =>
    at(run, () => moderator.browser.call(moderationEndpoints.approve, { params: { id: upload.id } })),
  );
  const deletion = random.next() < 0.2 ? [at(run, () => owner.browser.call(uploadEndpoints.remove, at0(upload)))] : [];
  const sweeps = times(1).map(() => at(run, () => app.app.get(UploadsSweeper).sweep({ dryRun: false })));
  await Promise.all([...flips, ...words, ...decisions, ...deletion, ...sweeps]);
  return changed;
}

const at0 = ({ id }: Upload) => ({ params: { id } });

/** What must hold of an image at rest, whatever happened to it. */
async function expectConsistent(contentHash: string, names: readonly string[]): Promise<void> {
  const rows = await app.prisma.upload.findMany({ where: { contentHash } });
  for (const row of rows) {
    // No decision is lost, and where the objects lie follows from what the owner wants and what was decided.
    expect(row.screening).not.toBe('PENDING');
    expect(row.storageVisibility).toBe(row.screening === 'APPROVED' ? row.visibility : 'PRIVATE');
  }
  const places = new Set(rows.map(({ storageVisibility }) => storageVisibility.toLowerCase()));
  const expected = [...places].flatMap((place) => names.map((name) => `${place}/${contentHash}/${name}.webp`));
  const keys = (await storedKeys(app)).filter((key) => key.includes(contentHash));
  expect(keys.sort()).toEqual(expected.sort());
  expect(await statusAt(app, lasting(contentHash))).toBe(places.has('public') ? 200 : 404);
}

describe('changes of visibility, screening decisions, moderators’ decisions, deletions and sweeps in any order', () => {
  it(
    'lose no change, and leave the objects of each picture exactly where its rows say',
    { timeout: 300_000 },
    async () => {
      const random = seededRandom();
      for (let round = 0; round < 14; round += 1) {
        const other = await register(app);
        const image = await newImage();
        const decision = random.next() < 0.6 ? 'harmless' : 'unsafe';
        app.ai.response = async () => {
          await random.delay(80);
          return decision;
        };
        const upload = await uploadImage(owner.browser, image, random.next() < 0.5 ? 'public' : 'private');
        // The same content: what one owner does must not touch the other's.
        const shared = random.next() < 0.4;
        if (shared) await uploadImage(other.browser, image, random.next() < 0.5 ? 'public' : 'private');
        const { contentHash } = (await rowOf(upload))!;
        const failures: unknown[] = [];
        const changed = await happen({ random, upload, failures });
        expect(failures).toEqual([]);
        await untilQuiet(app);
        await app.app.get(UploadsSweeper).sweep({ dryRun: false });
        await expectConsistent(
          contentHash,
          upload.variants.map(({ name }) => name),
        );
        const row = await rowOf(upload);
        // Of the owner's changes the last one counts, and their order is that of the versions they made.
        const last = changed.sort((left, right) => left.version - right.version).at(-1);
        if (row && last) expect(row.visibility).toBe(last.visibility);
      }
    },
  );
});
