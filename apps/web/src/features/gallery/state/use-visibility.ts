import { spokenTexts } from '@/lib/texts/browser-wording.ts';
import type { Upload } from '@pixelboxx/shared';
import { useState } from 'react';
import { isApiError, messageOf } from '@/lib/api/api-failure.ts';
import { useSession } from '@/lib/session/session-provider.tsx';
import type { GalleryView } from './use-gallery.ts';

export type Visibility = 'public' | 'private';

export interface VisibilityChange {
  /** Null unless the change is in progress. */
  progress: { readonly done: number; readonly total: number } | null;
  /** The result, once the change is over. */
  outcome: string | null;
  /** Why some images stayed as they were. */
  failure: { readonly title: string; readonly message: string } | null;
  /** Never throws. */
  start: (ids: readonly string[], visibility: Visibility) => Promise<void>;
}

/** The number of parallel requests: a hundred images must not delay the page's other requests. */
const maxConcurrent = 3;

/** Shows or hides several images; each failure is reported, and the other images are changed all the same. */
export function useVisibility(change: GalleryView['change']): VisibilityChange {
  const { client } = useSession();
  const [progress, setProgress] = useState<VisibilityChange['progress']>(null);
  const [result, setResult] = useState<Pick<VisibilityChange, 'outcome' | 'failure'>>(none);

  const changeOne = async (id: string, visibility: Visibility): Promise<string | null> => {
    try {
      // Whatever else was changed meanwhile, this is what the owner wants now.
      const upload: Upload = await client('upload.update', { params: { id }, body: { visibility } });
      change({ type: 'refreshed', uploads: [upload] });
      return null;
    } catch (error) {
      if (isApiError(error) && error.code === 'NOT_FOUND') change({ type: 'gone', ids: [id] });
      return messageOf(error);
    }
  };

  const start = async (ids: readonly string[], visibility: Visibility) => {
    if (progress || ids.length === 0) return;
    const waiting = [...ids];
    const failures: string[] = [];
    let done = 0;
    setResult(none);
    setProgress({ done, total: ids.length });
    const work = async () => {
      for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
        const failure = await changeOne(id, visibility);
        if (failure !== null) failures.push(failure);
        done += 1;
        setProgress({ done, total: ids.length });
      }
    };
    await Promise.all(Array.from({ length: maxConcurrent }, work));
    setProgress(null);
    setResult(resultOf(ids.length, failures, visibility));
  };
  return { progress, ...result, start };
}

const none = { outcome: null, failure: null };

function resultOf(total: number, failures: readonly string[], visibility: Visibility) {
  const t = spokenTexts('gallery');
  const failed = failures.length;
  const count = total - failed;
  const outcome = count > 0 ? t(visibility === 'public' ? 'madePublic' : 'madePrivate', { count }) : null;
  const title = failed === total ? t('allNotChanged', { count: total }) : t('someNotChanged', { failed, total });
  return { outcome, failure: failures[0] === undefined ? null : { title, message: failures[0] } };
}
