import type { Upload, UploadPage } from '@pixelboxx/shared';
import { useCallback, useEffect, useMemo, useReducer, useRef, type Dispatch } from 'react';
import { useApiAction, type ApiAction } from '@/components/forms/use-api-action.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { galleryFrom, galleryPageSize, nextGallery, visibleItems, type GalleryEvent } from './gallery-state.ts';
import { refetch } from './refetch.ts';
import { useLiveUploads } from './use-live-uploads.ts';

export interface GalleryView {
  /** Null until the first page is loaded; without images that are being deleted. */
  items: readonly Upload[] | null;
  hasMore: boolean;
  more: ApiAction<[]>;
  change: Dispatch<GalleryEvent>;
  /** Loads these images again. Never throws: an image that cannot be loaded stays as it was. */
  refresh: (ids: readonly string[]) => Promise<void>;
}

/** The signed-in user's images, loaded page by page. @param first page that came with the HTML, if any */
export function useGallery(first: UploadPage | null): GalleryView {
  const { client } = useSession();
  const [gallery, change] = useReducer(nextGallery, first, galleryFrom);
  // Even if a page came with the HTML: after going back, it is outdated.
  const hasAsked = useRef(false);
  const more = useApiAction(async () => {
    const isFirst = !hasAsked.current;
    const cursor = (!isFirst && gallery.nextCursor) || undefined;
    const page = await client('upload.list', { query: { kind: 'IMAGE', limit: galleryPageSize, cursor } });
    hasAsked.current = true;
    change({ type: isFirst ? 'first-page-came' : 'page-came', page });
  });
  const { run } = more;
  useEffect(() => {
    void run();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, when the gallery appears
  }, []);
  const refresh = useCallback(
    async (ids: readonly string[]) => {
      const { uploads, goneIds } = await refetch(client, ids);
      if (uploads.length > 0) change({ type: 'refreshed', uploads });
      if (goneIds.length > 0) change({ type: 'gone', ids: goneIds });
    },
    [client],
  );
  const items = useMemo(() => visibleItems(gallery), [gallery]);
  useLiveUploads({ items: gallery.items, change, refresh });
  return { items, hasMore: gallery.nextCursor !== null, more, change, refresh };
}
