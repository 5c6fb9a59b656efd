import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from '../support/clients/browser.ts';
import { register, type TestUser } from '../support/clients/users.ts';
import { useApp, useTwin } from '../support/use-app.ts';
import { after, anyAct, type AlbumState, contentAct, emptyState, permutations, shownOf } from './album-model.ts';
import { AlbumWorld } from './album-world.ts';

/** `ALBUM_SEQUENCES=500` for a long run; `ALBUM_SEED` replays what a line of this test named. */
const numRuns = Number(process.env['ALBUM_SEQUENCES'] ?? 12);
const seed = Number(process.env['ALBUM_SEED'] ?? 20_261_129);
const timeoutMs = 60_000 + numRuns * 4_000;

const app = useApp();
const twin = useTwin(app);
let owner: TestUser;
/** The owner's second window, at another replica. */
let elsewhere: Browser;

beforeAll(async () => {
  owner = await register(app);
  elsewhere = twin.browser();
  for (const [name, value] of owner.browser.cookies) elsewhere.cookies.set(name, value);
});

async function assertSeen(world: AlbumWorld, state: AlbumState): Promise<void> {
  expect(await world.order()).toEqual(state.order);
  const images = shownOf(state);
  const expected = { images, count: images.length, cover: images[0] ?? null, listed: true };
  expect(await world.shown()).toEqual(state.isPublic ? expected : null);
  expect(await world.positionsAreDistinct()).toBe(true);
}

describe('an album', () => {
  it(
    'contains, shows and counts what its owner added, as in a model, whatever happens to it and its images',
    async () => {
      process.stdout.write(`album model: seed ${seed}, ${numRuns} sequences\n`);
      await fc.assert(
        fc.asyncProperty(fc.array(anyAct, { minLength: 4, maxLength: 14 }), async (acts) => {
          const world = await AlbumWorld.begin(app, owner);
          let state: AlbumState = emptyState;
          for (const act of acts) {
            const next = after(state, act);
            expect([act, await world.play(act)]).toEqual([act, next !== null]);
            state = next ?? state;
            await assertSeen(world, state);
          }
        }),
        { seed, numRuns, endOnFailure: numRuns < 100 },
      );
    },
    timeoutMs,
  );

  it(
    'ends up, after simultaneous changes on two replicas, as if they were made one after the other',
    async () => {
      const concurrent = fc.array(contentAct, { minLength: 2, maxLength: 4 });
      await fc.assert(
        fc.asyncProperty(fc.array(contentAct, { maxLength: 3 }), concurrent, async (before, acts) => {
          const world = await AlbumWorld.begin(app, owner);
          let state: AlbumState = emptyState;
          for (const act of before) {
            await world.play(act);
            state = after(state, act) ?? state;
          }
          const done = await Promise.all(
            acts.map((act, index) => world.play(act, index % 2 === 0 ? owner.browser : elsewhere)),
          );
          const order = await world.order();
          expect(outcomes(state, acts)).toContainEqual({ order, done });
          expect(await world.positionsAreDistinct()).toBe(true);
        }),
        { seed, numRuns, endOnFailure: numRuns < 100 },
      );
    },
    timeoutMs,
  );
});

/** Every order and every refusal that some sequence of the acts leads to. */
function outcomes(
  start: AlbumState,
  acts: Parameters<typeof after>[1][],
): { order: readonly number[]; done: boolean[] }[] {
  return permutations([...acts.keys()]).map((sequence) => {
    let state = start;
    const done = acts.map(() => false);
    for (const index of sequence) {
      const next = after(state, acts[index]!);
      done[index] = next !== null;
      state = next ?? state;
    }
    return { order: state.order, done };
  });
}
