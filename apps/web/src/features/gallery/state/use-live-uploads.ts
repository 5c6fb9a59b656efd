import type { Upload } from '@pixelboxx/shared';
import type { Dispatch } from 'react';
import { useLiveUpdates } from '@/lib/live/live-provider.tsx';
import { useSession } from '@/lib/session/session-provider.tsx';
import type { GalleryEvent } from './gallery-state.ts';

interface LiveUploads {
  items: readonly Upload[] | null;
  change: Dispatch<GalleryEvent>;
  refresh: (ids: readonly string[]) => Promise<void>;
}

/** Shows changes to images that happen elsewhere (another tab or device, the screening, a moderator). */
export function useLiveUploads({ items, change, refresh }: LiveUploads): void {
  const { client } = useSession();
  const addNew = async (id: string) => {
    const upload = await client('upload.get', { params: { id } });
    const isNewest = upload.createdAt >= (items?.[0]?.createdAt ?? '');
    // An older one belongs to a page that has not been loaded yet.
    if (upload.kind === 'IMAGE' && isNewest) change({ type: 'added', upload });
  };
  useLiveUpdates((update) => {
    if (!items) return;
    if (update.kind === 'gap') return void refresh(items.map(({ id }) => id));
    const { event } = update;
    if (event.type === 'upload.deleted') change({ type: 'gone', ids: [event.data.uploadId] });
    if (event.type !== 'upload.changed') return;
    const { uploadId } = event.data;
    const isShown = items.some(({ id }) => id === uploadId);
    // Deleted meanwhile, or not available now: nobody waits for it.
    void (isShown ? refresh([uploadId]) : addNew(uploadId)).catch(() => undefined);
  });
}
