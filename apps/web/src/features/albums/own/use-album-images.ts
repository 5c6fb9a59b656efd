import type { Upload } from '@pixelboxx/shared';
import type { Album } from '@pixelboxx/shared/features/albums';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useApiAction, type ApiAction } from '@/components/forms/use-api-action.ts';
import { listWithMore } from '@/components/pagination/list-with-more.ts';
import { useSession } from '@/lib/session/session-provider.tsx';

interface AlbumImages {
  images: readonly Upload[];
  hasMore: boolean;
  /** Loads the next images, or the first ones. */
  more: ApiAction<[]>;
  /** Reloads as many images as are loaded: URLs expire, and other windows change the album. Never throws. */
  refresh: () => Promise<void>;
  takeOut: ApiAction<[id: string]>;
  /** By one position: -1 is earlier, 1 is later. */
  move: ApiAction<[id: string, by: 1 | -1]>;
}

interface Loaded {
  readonly images: readonly Upload[];
  readonly nextCursor: string | null;
}

const pageSize = 60;

/** The images of the album, in order, loaded page by page. @param onChanged called with the changed album */
export function useAlbumImages(id: string, onChanged: (album: Album) => void): AlbumImages {
  const { client } = useSession();
  const params = { id };
  const [{ images, nextCursor }, setLoaded] = useState<Loaded>({ images: [], nextCursor: null });
  const fetchPage = (cursor: string | undefined) =>
    client('album.images', { params, query: { limit: pageSize, cursor } });

  const more = useApiAction(async () => {
    const { items, ...next } = await listWithMore({ items: images, nextCursor }, fetchPage);
    setLoaded((before) => {
      const idsLeft = new Set(before.images.map((image) => image.id));
      // Images that were removed during this request stay removed.
      const idsOut = new Set(images.map((image) => image.id).filter((imageId) => !idsLeft.has(imageId)));
      return { ...next, images: items.filter((image) => !idsOut.has(image.id)) };
    });
  });
  const { run } = more;
  useEffect(() => {
    void run();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, when the album appears
  }, []);

  const refresh = useOneAtATime(async () => {
    let page = await fetchPage(undefined);
    const items = [...page.items];
    while (page.nextCursor !== null && items.length < images.length) {
      page = await fetchPage(page.nextCursor);
      items.push(...page.items);
    }
    setLoaded({ images: items, nextCursor: page.nextCursor });
  });

  const takeOut = useApiAction(async (uploadId: string) => {
    onChanged(await client('album.removeImages', { params, body: { uploadIds: [uploadId] } }));
    setLoaded((before) => ({ ...before, images: before.images.filter((image) => image.id !== uploadId) }));
  });
  const move = useApiAction(async (uploadId: string, by: 1 | -1) => {
    const index = images.findIndex((image) => image.id === uploadId);
    // Moving an image forward means moving the next one back: the image after that need not be known.
    const [first, second] = by === 1 ? [images[index], images[index + 1]] : [images[index - 1], images[index]];
    if (!first || !second) return;
    onChanged(await client('album.moveImages', { params, body: { uploadIds: [second.id], before: first.id } }));
    setLoaded((before) => ({ ...before, images: exchanged(before.images, first, second) }));
  });
  return { images, hasMore: nextCursor !== null, more, refresh, takeOut, move };
}

/** Runs it now, or once more after the current run, whose data may be older than the call. */
function useOneAtATime(run: () => Promise<void>): () => Promise<void> {
  const state = useRef({ isRunning: false, isAsked: false });
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  return useCallback(async () => {
    const { current } = state;
    current.isAsked = true;
    if (current.isRunning) return;
    current.isRunning = true;
    while (current.isAsked) {
      current.isAsked = false;
      // If the request fails, the list stays as it is.
      await latest.current().catch(() => undefined);
    }
    current.isRunning = false;
  }, []);
}

function exchanged(images: readonly Upload[], first: Upload, second: Upload): Upload[] {
  return images.map((image) => {
    if (image.id === first.id) return second;
    return image.id === second.id ? first : image;
  });
}
