import type { CreateSampleItemRequest, SampleItem } from '@pixelboxx/shared/features/sample-items';
import { useState } from 'react';
import type { ApiAction } from '@/components/forms/use-api-action.ts';
import { usePages } from '@/components/pagination/use-pages.ts';
import { useSession } from '@/lib/session/session-provider.tsx';

interface OwnSampleItems {
  /** The latest first; null until they are loaded. */
  sampleItems: SampleItem[] | null;
  hasMore: boolean;
  more: ApiAction<[]>;
  /** Throws errors for the form to show. */
  add: (body: CreateSampleItemRequest, idempotencyKey: string) => Promise<void>;
  remove: (id: string) => Promise<void>;
}

/** The list from the API, with what was added and deleted here since it was loaded. */
export function useSampleItems(): OwnSampleItems {
  const { client } = useSession();
  const { items, hasMore, more } = usePages((cursor) => client('sampleItem.list', { query: { cursor } }));
  const [added, setAdded] = useState<SampleItem[]>([]);
  const [removed, setRemoved] = useState<ReadonlySet<string>>(new Set());
  const fetched = items?.filter(({ id }) => !added.some((sampleItem) => sampleItem.id === id));
  return {
    sampleItems: fetched ? [...added, ...fetched].filter(({ id }) => !removed.has(id)) : null,
    hasMore,
    more,
    add: async (body, idempotencyKey) => {
      const sampleItem = await client('sampleItem.create', { body, idempotencyKey });
      setAdded((before) => [sampleItem, ...before]);
    },
    remove: async (id) => {
      await client('sampleItem.remove', { params: { id } });
      setRemoved((before) => new Set([...before, id]));
    },
  };
}
