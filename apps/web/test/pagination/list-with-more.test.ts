import { ApiError } from '@pixelboxx/api-client/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listWithMore } from '@/components/pagination/list-with-more.ts';

interface Item {
  readonly id: string;
}
interface List {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

const limit = 2;
const noCursor = () => new ApiError({ code: 'VALIDATION_ERROR', status: 400, message: 'This is not a cursor.' });

/** Lists as the API does: the cursor is the last item of a page, and none once that is gone. */
function pageOf(ids: readonly string[], cursor: string | undefined): List {
  const at = cursor === undefined ? 0 : ids.indexOf(cursor) + 1;
  if (cursor !== undefined && at === 0) throw noCursor();
  const items = ids.slice(at, at + limit).map((id) => ({ id }));
  return { items, nextCursor: at + limit < ids.length ? (items.at(-1)?.id ?? null) : null };
}

/** What happens to the list before a page is fetched. */
const change = fc.oneof(
  fc.record({ kind: fc.constant('gone' as const), at: fc.nat(12) }),
  fc.record({ kind: fc.constant('added' as const), at: fc.nat(12) }),
  fc.constant({ kind: 'nothing' as const, at: 0 }),
);

describe('a list that is fetched page by page', () => {
  it('finally contains every item that existed throughout, each once, whatever was added and deleted meanwhile', async () => {
    const wanted = fc.asyncProperty(fc.nat(9), fc.array(change, { maxLength: 8 }), async (count, changes) => {
      const ids = Array.from({ length: count }, (_, index) => `first-${index}`);
      const throughout = new Set(ids);
      let list: List = pageOf(ids, undefined);
      let fetched = 0;
      for (let turn = 0; list.nextCursor !== null; turn += 1) {
        const { kind, at } = changes[turn] ?? { kind: 'nothing', at: 0 };
        if (kind === 'gone') for (const id of ids.splice(at % (ids.length + 1), 1)) throughout.delete(id);
        if (kind === 'added') ids.splice(at % (ids.length + 1), 0, `later-${turn}`);
        list = await listWithMore(list, (cursor) => {
          fetched += 1;
          return Promise.resolve().then(() => pageOf(ids, cursor));
        });
        expect(turn, 'it goes on').toBeLessThan(40);
      }
      const shown = list.items.map(({ id }) => id);
      expect(new Set(shown).size).toBe(shown.length);
      expect(shown).toEqual(expect.arrayContaining([...throughout]));
      expect(fetched).toBeLessThan(200);
    });
    await fc.assert(wanted, { seed: 20261129, numRuns: 500 });
  });

  it('fails with the error of the request, and loses nothing, for other errors', async () => {
    const known: List = { items: [{ id: 'a' }], nextCursor: 'a' };
    const failure = new ApiError({ code: 'RATE_LIMITED', status: 429, message: 'Later.' });
    await expect(listWithMore(known, () => Promise.reject(failure))).rejects.toBe(failure);
    expect(known.items).toHaveLength(1);
  });
});
