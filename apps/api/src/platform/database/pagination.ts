import { fieldError } from '../errors/app-error.ts';
import { isId } from '../identifiers.ts';

/** What a client requests of a list; `cursor` is the `nextCursor` of the previous page. */
export interface PageRequest {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** How a list is sorted, by columns that are unique together, and how a cursor encodes a position in it. */
export interface Keyset<Position, Where, Order> {
  readonly orderBy: readonly Order[];
  /** The condition for what follows a position. @throws AppError VALIDATION_ERROR for a cursor that ended no page. */
  after(cursor: string): Where;
  cursorOf(row: Position): string;
}

/** For the query of a page: everything except the list's own condition. */
export interface PageQuery<Where, Order> {
  readonly after: Where | Record<string, never>;
  readonly orderBy: Order[];
  readonly take: number;
}

/**
 * One page of a list by keyset: as cheap at the end of a list as at its beginning, and no item is shown twice or left out
 * when rows come and go meanwhile.
 * @throws AppError VALIDATION_ERROR for a cursor that ended no page, and whatever `read` throws.
 */
export async function paginate<Row extends Position, Position, Where, Order>(
  { cursor, limit }: PageRequest,
  keyset: Keyset<Position, Where, Order>,
  read: (query: PageQuery<Where, Order>) => Promise<Row[]>,
): Promise<{ rows: Row[]; nextCursor: string | null }> {
  const after = cursor === undefined ? {} : keyset.after(cursor);
  // One extra row shows whether there is a next page.
  const found = await read({ after, orderBy: [...keyset.orderBy], take: limit + 1 });
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return { rows, nextCursor: last && found.length > limit ? keyset.cursorOf(last) : null };
}

interface TimePosition {
  readonly createdAt: Date;
  readonly id: string;
}

const pattern = /^(\d{1,14})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
const noCursor = () => fieldError('cursor', 'This is not a cursor of this list.');
const writeTimeCursor = ({ createdAt, id }: TimePosition): string => `${createdAt.getTime()}.${id}`;

function readTimeCursor(cursor: string): TimePosition {
  const [, milliseconds, id] = pattern.exec(cursor) ?? [];
  if (milliseconds === undefined || id === undefined) throw noCursor();
  return { createdAt: new Date(Number(milliseconds)), id };
}

/** By `createdAt`, then by id. The first part of the condition lets Postgres use the index. */
export const latestFirst = {
  orderBy: [{ createdAt: 'desc' as const }, { id: 'desc' as const }],
  after: (cursor: string) => {
    const { createdAt, id } = readTimeCursor(cursor);
    return { createdAt: { lte: createdAt }, OR: [{ createdAt: { lt: createdAt } }, { id: { lt: id } }] };
  },
  cursorOf: writeTimeCursor,
};

export const oldestFirst = {
  orderBy: [{ createdAt: 'asc' as const }, { id: 'asc' as const }],
  after: (cursor: string) => {
    const { createdAt, id } = readTimeCursor(cursor);
    return { createdAt: { gte: createdAt }, OR: [{ createdAt: { gt: createdAt } }, { id: { gt: id } }] };
  },
  cursorOf: writeTimeCursor,
};

/** By id, which sorts by time (UUIDv7). */
export const latestIdFirst = {
  orderBy: [{ id: 'desc' as const }],
  after: (cursor: string) => {
    if (!isId(cursor)) throw noCursor();
    return { id: { lt: cursor } };
  },
  cursorOf: ({ id }: { readonly id: string }): string => id,
};
