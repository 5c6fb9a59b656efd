import { z } from 'zod';
import { Text } from '../fields/fields.ts';

/**
 * One page of a list. `nextCursor` is the `cursor` for requesting the next page; null on the last one.
 * @param id its name in the OpenAPI document
 */
export function Page<Item extends z.ZodType>(item: Item, id: string) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() }).meta({ id });
}

/** The `nextCursor` of the previous page; opaque to clients. */
export const Cursor = Text.max(200);

/** The number of items per page in a query. */
export function Limit(usual: number, max = 100) {
  return z.coerce.number().int().min(1).max(max).default(usual);
}

/**
 * The fields of every query for a page.
 * @param usual the number of items per page unless the client asks for another
 * @example z.strictObject({ kind: UploadKind.optional(), ...pageFields(30) })
 */
export function pageFields(usual: number) {
  return { cursor: Cursor.optional(), limit: Limit(usual) };
}
