import { useEffect, useState } from 'react';
import { useApiAction, type ApiAction } from '@/components/forms/use-api-action.ts';

/** A part of a list, and the cursor of the next one. */
interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

interface Pages<Item> {
  /** Null until the first page is loaded. */
  items: Item[] | null;
  hasMore: boolean;
  /** Loads the next page, or the first one again if that failed. */
  more: ApiAction<[]>;
  /** Starts again with the current first page; the old list stays visible until it is loaded. */
  reload: ApiAction<[]>;
}

/** A list that is loaded page by page, starting when it appears. For another query, give the component another key. */
export function usePages<Item>(fetchPage: (cursor: string | undefined) => Promise<Page<Item>>): Pages<Item> {
  const [page, setPage] = useState<Page<Item> | null>(null);
  const more = useApiAction(async () => {
    const { items, nextCursor } = await fetchPage(page?.nextCursor ?? undefined);
    setPage({ items: [...(page?.items ?? []), ...items], nextCursor });
  });
  const reload = useApiAction(async () => setPage(await fetchPage(undefined)));
  const { run } = more;
  useEffect(() => {
    void run();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, when the list appears
  }, []);
  return { items: page?.items ?? null, hasMore: (page?.nextCursor ?? null) !== null, more, reload };
}
