import { z } from 'zod';
import { Text } from '../fields/fields.ts';

/**
 * One page of a list. `nextCursor` is the `cursor` of the request for the next one, null after the last.
 * @param id its name in the OpenAPI document
 */
export function Page<Item extends z.ZodType>(item: Item, id: string) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() }).meta({ id });
}

/** The `nextCursor` of the page before. What it says is the server's business. */
export const Cursor = Text.max(200);

/** How many items a page may have, asked for in a query. */
export function Limit(usual: number, max = 100) {
  return z.coerce.number().int().min(1).max(max).default(usual);
}

/**
 * What every query for a page has.
 * @param usual how many items a page has unless the client says
 * @example z.strictObject({ kind: UploadKind.optional(), ...pageFields(30) })
 */
export function pageFields(usual: number) {
  return { cursor: Cursor.optional(), limit: Limit(usual) };
}
