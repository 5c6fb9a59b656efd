import { z } from 'zod';

/**
 * One page of a list. `nextCursor` is the `cursor` of the request for the next one, null after the last.
 * @param id its name in the OpenAPI document
 */
export function Page<Item extends z.ZodType>(item: Item, id: string) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() }).meta({ id });
}
