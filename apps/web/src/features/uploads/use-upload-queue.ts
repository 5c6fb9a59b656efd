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
  /** Null until it is needed: when there are files to send, or unfinished uploads. */
  queue: UploadQueue | null;
  state: QueueState;
  add: (files: readonly File[], visibility: Visibility) => void;
  /** Files were chosen, and the code that sends them is still loading. */
  adding: boolean;
  /** Why files could not even be queued. */
  problem: string | null;
}

/** The signed-in user's queue in its current state. Its code is loaded when there are files to queue. */
export function useUploadQueue(maxFileBytes: number): UploadQueueView {
  const t = useTexts('uploads');
  const { clientBy, renewing } = useSession();
  const { id: ownerId } = useCurrentUser();
  const [queue, setQueue] = useState<UploadQueue | null>(null);
  const [adding, setAdding] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const open = useCallback(async () => {
    // The panel is loaded with the queue: once files are being sent, the network may be down.
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
    // Without a network, nothing could be resumed anyway.
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

/** Whether this browser has ever stored a large upload. Some have no IndexedDB in private windows. */
async function hasUnfinishedUploads(): Promise<boolean> {
  if (!('indexedDB' in globalThis)) return false;
  return (await indexedDB.databases()).some(({ name }) => name === uploadsDatabase);
}
