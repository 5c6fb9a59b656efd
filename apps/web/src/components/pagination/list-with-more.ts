import { isApiError } from '@/lib/api/api-failure.ts';

interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/**
 * A list with its next page, without duplicates: entries that were added or moved meanwhile can arrive twice. If the cursor's
 * entry is gone, such as an image that was hidden since, loads the list again until it is longer than before.
 * @throws any other error of `fetchPage`
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
