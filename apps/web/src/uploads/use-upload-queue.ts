import { useEffect, useState, useSyncExternalStore } from 'react';
import { useCurrentUser, useSession } from '@/session/session-provider.tsx';
import { emptyQueue, type QueueState } from './queue-state.ts';
import type { UploadQueue } from './upload-queue.ts';

const never = () => () => undefined;
const empty = () => emptyQueue;

export interface UploadQueueView {
  /** Null until its code has arrived. */
  queue: UploadQueue | null;
  state: QueueState;
}

/** The queue of the signed-in person, as it is now. */
export function useUploadQueue(maxFileBytes: number): UploadQueueView {
  const { clientBy, renewing } = useSession();
  const { id: ownerId } = useCurrentUser();
  const [queue, setQueue] = useState<UploadQueue | null>(null);
  useEffect(() => {
    let current = true;
    import('./open-queue.ts').then(
      ({ openQueue }) => current && setQueue(openQueue({ ownerId, maxFileBytes, clientBy, renewing })),
      // Without a network there is nothing to send either; the page says so where it fetches its list.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [ownerId, maxFileBytes, clientBy, renewing]);
  const state = useSyncExternalStore(queue?.subscribe ?? never, queue?.getState ?? empty, empty);
  return { queue, state };
}
