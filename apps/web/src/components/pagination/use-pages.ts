import { useEffect, useState } from 'react';
import { useApiAction, type ApiAction } from '@/components/forms/use-api-action.ts';

/** A part of a list, and where the next begins. */
interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

interface Pages<Item> {
  /** Null until the first ones are here. */
  items: Item[] | null;
  hasMore: boolean;
  /** Fetches the next ones, or the first again where that failed. */
  more: ApiAction<[]>;
  /** Begins again with the first ones, as they are now; what is shown stays until they are here. */
  reload: ApiAction<[]>;
}

/** A list that is fetched page by page, from when it appears. To ask something else, give the component another key. */
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
