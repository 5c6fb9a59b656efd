import { useEffect, useState } from 'react';
import { loadRequest } from '@/lib/api/load-request.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import { Deletions, type Deletion } from './deletions.ts';
import type { GalleryView } from './use-gallery.ts';

export interface DeletionsView {
  start: (ids: readonly string[]) => void;
  undo: () => void;
  hold: (held: boolean) => void;
  pending: Deletion | null;
  /** Why a deleted image is back. */
  failure: string | null;
}

/** Deletes images from a gallery, with a moment to undo it. */
export function useDeletions(change: GalleryView['change'], onDeleted: () => void): DeletionsView {
  const { client } = useSession();
  const [pending, setPending] = useState<Deletion | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [deletions] = useState(
    () =>
      new Deletions({
        remove: (id) => client('upload.remove', { params: { id } }),
        removeWhileLeaving: (id) =>
          void client('upload.remove', { params: { id }, keepalive: true }).catch(() => undefined),
        onHidden: (ids) => {
          setFailure(null);
          change({ type: 'hidden', ids });
        },
        onShown: (ids) => change({ type: 'shown', ids }),
        onGone: (ids) => {
          change({ type: 'gone', ids });
          onDeleted();
        },
        onFailed: setFailure,
        onPending: setPending,
      }),
  );
  useEffect(() => {
    const undoByKey = (event: KeyboardEvent) => {
      const isUndo = event.key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey) && !event.shiftKey;
      const isTyping = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
      if (isUndo && !isTyping) deletions.undo();
    };
    window.addEventListener('pagehide', deletions.leave);
    window.addEventListener('keydown', undoByKey);
    return () => {
      window.removeEventListener('pagehide', deletions.leave);
      window.removeEventListener('keydown', undoByKey);
      // Navigation to another page of this site: the deletion is carried out and cannot be undone.
      void deletions.commit();
    };
  }, [deletions]);
  const start = (ids: readonly string[]): void => {
    // A page that is being left has no time to load this code: it is loaded before anything waits to be deleted.
    void loadRequest();
    deletions.start(ids);
  };
  return { start, undo: deletions.undo, hold: deletions.hold, pending, failure };
}
