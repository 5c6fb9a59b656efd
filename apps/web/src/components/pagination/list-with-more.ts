import { isApiError } from '@/lib/api/api-failure.ts';

interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/**
 * A list with its next page, in which nothing stands twice: what was added or moved meanwhile can come again. Where the place
 * it went on from is gone, such as an image that was hidden since, it is fetched anew until there is more than was known.
 * @throws what `fetchPage` throws otherwise
 */
export async function listWithMore<Item extends { readonly id: string }>(
  known: Page<Item>,
  fetchPage: (cursor: string | undefined) => Promise<Page<Item>>,
): Promise<Page<Item>> {
  if (known.nextCursor !== null) {
    try {
      return joined(known, await fetchPage(known.nextCursor));
    } catch (error) {
      if (!isApiError(error) || error.code !== 'VALIDATION_ERROR') throw error;
    }
  }
  let list = await fetchPage(undefined);
  while (list.nextCursor !== null && list.items.length <= known.items.length) {
    list = joined(list, await fetchPage(list.nextCursor));
  }
  return list;
}

function joined<Item extends { readonly id: string }>(known: Page<Item>, next: Page<Item>): Page<Item> {
  const ids = new Set(known.items.map(({ id }) => id));
  return { ...next, items: [...known.items, ...next.items.filter(({ id }) => !ids.has(id))] };
}
