import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  latestFirst,
  latestIdFirst,
  oldestFirst,
  type PageRequest,
  paginate,
} from '../../src/platform/database/pagination.ts';
import { uuidv7 } from '../../src/platform/identifiers.ts';
import { useApp } from '../support/use-app.ts';
import { register } from '../support/clients/users.ts';

let userId: string;

const app = useApp();

beforeAll(async () => {
  userId = (await register(app)).user.id;
});

/** Few moments, so that many rows share one. */
const rows = fc.uniqueArray(fc.record({ at: fc.nat({ max: 3 }), id: fc.nat({ max: 40 }) }), {
  maxLength: 12,
  selector: ({ id }) => id,
});

const start = Date.UTC(2026, 0, 1);

async function inDatabase(models: readonly { at: number; id: number }[]): Promise<string[]> {
  const { prisma } = app;
  await prisma.securityEvent.deleteMany({ where: { userId } });
  const data = models.map(({ at, id }) => ({
    id: uuidv7(start + id),
    userId,
    type: 'TEST',
    createdAt: new Date(start + at),
  }));
  await prisma.securityEvent.createMany({ data });
  return data
    .toSorted((one, other) => +one.createdAt - +other.createdAt || (one.id < other.id ? -1 : 1))
    .map(({ id }) => id);
}

interface Page {
  readonly rows: readonly { readonly id: string }[];
  readonly nextCursor: string | null;
}

type ReadPage = (request: PageRequest) => Promise<Page>;

const lists: Record<'latest first' | 'oldest first' | 'latest id first', ReadPage> = {
  'latest first': (request) =>
    paginate(request, latestFirst, ({ after, ...query }) =>
      app.prisma.securityEvent.findMany({ where: { userId, ...after }, ...query }),
    ),
  'oldest first': (request) =>
    paginate(request, oldestFirst, ({ after, ...query }) =>
      app.prisma.securityEvent.findMany({ where: { userId, ...after }, ...query }),
    ),
  'latest id first': (request) =>
    paginate(request, latestIdFirst, ({ after, ...query }) =>
      app.prisma.securityEvent.findMany({ where: { userId, ...after }, ...query }),
    ),
};

/** The ids of the whole list, page by page. */
async function walk(readPage: ReadPage, limit: number): Promise<string[]> {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await readPage({ cursor, limit });
    expect(page.rows.length).toBeLessThanOrEqual(limit);
    seen.push(...page.rows.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return seen;
}

describe('a paginated list', () => {
  it('returns each row once and in order, for every page size and however many rows have the same time', async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 5 }), async (models, limit) => {
        const oldest = await inDatabase(models);
        expect(await walk(lists['oldest first'], limit)).toEqual(oldest);
        expect(await walk(lists['latest first'], limit)).toEqual(oldest.toReversed());
        expect(await walk(lists['latest id first'], limit)).toEqual(oldest.toSorted().toReversed());
      }),
      { numRuns: 25, seed: 5 },
    );
  });

  it.each(Object.entries(lists))('refuses an invalid cursor: %s', async (_name, readPage) => {
    await fc.assert(
      fc.asyncProperty(fc.string(), async (cursor) => {
        await expect(readPage({ cursor, limit: 1 })).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
      }),
      { numRuns: 200, seed: 5 },
    );
  });
});
