import { useTexts } from '@/lib/texts/texts-provider.tsx';
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { useCurrentUser, useSession } from '@/lib/session/session-provider.tsx';
import { uploadsDatabase } from '@/lib/session/forget-unfinished-uploads.ts';
import { emptyQueue, type QueueState } from './queue/queue-state.ts';
import type { Visibility } from './items/upload-item.ts';
import type { UploadQueue } from './queue/upload-queue.ts';
import { loadUploadPanel } from './panel/load-panel.ts';

const never = () => () => undefined;
const empty = () => emptyQueue;

/** Whether this page has a queue already, from an earlier visit to the gallery. */
let wasOpened = false;

export interface UploadQueueView {
  /** Null until it is needed: there is something to send, or something unfinished from before. */
  queue: UploadQueue | null;
  state: QueueState;
  add: (files: readonly File[], visibility: Visibility) => void;
  /** Files were chosen, and what sends them is still being fetched. */
  adding: boolean;
  /** Why files could not even be queued. */
  problem: string | null;
}

/** The queue of the signed-in user, as it is now. Its code comes when there is something to queue. */
export function useUploadQueue(maxFileBytes: number): UploadQueueView {
  const t = useTexts('uploads');
  const { clientBy, renewing } = useSession();
  const { id: ownerId } = useCurrentUser();
  const [queue, setQueue] = useState<UploadQueue | null>(null);
  const [adding, setAdding] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const open = useCallback(async () => {
    // What shows the queue comes with it: once something is being sent, the network may be gone.
    const [{ openQueue }] = await Promise.all([import('./queue/open-queue.ts'), loadUploadPanel()]);
    wasOpened = true;
    const opened = openQueue({ ownerId, maxFileBytes, clientBy, renewing });
    setQueue(opened);
    return opened;
  }, [ownerId, maxFileBytes, clientBy, renewing]);
  useEffect(() => {
    const resume = async () => {
      if (wasOpened || (await hasUnfinishedUploads())) await open();
    };
    // Without a network nothing could be gone on with either.
    resume().catch(() => undefined);
  }, [open]);
  const state = useSyncExternalStore(queue?.subscribe ?? never, queue?.getState ?? empty, empty);
  const add = (files: readonly File[], visibility: Visibility) => {
    setProblem(null);
    setAdding(true);
    open()
      .then((opened) => opened.add(files, visibility))
      .catch(() => setProblem(t('nothingAdded')))
      .finally(() => setAdding(false));
  };
  return { queue, state, add, adding, problem };
}

/** Whether this browser has ever kept a large upload. Some offer no database in private windows. */
async function hasUnfinishedUploads(): Promise<boolean> {
  if (!('indexedDB' in globalThis)) return false;
  return (await indexedDB.databases()).some(({ name }) => name === uploadsDatabase);
}
