import { spokenTexts } from '@/lib/texts/browser-wording.ts';
import type { UploadItem } from './upload-item.ts';

/** The state of a file, in a few words. */
export function formatUpload({ state, bytes, address, attempts }: UploadItem): string {
  const t = spokenTexts('uploads');
  switch (state.name) {
    case 'waiting':
      if (attempts > 0) return t('waitingAgain');
      return t(address ? 'waitingToGoOn' : 'waiting');
    case 'sending':
      return t('uploading', { percent: percentOf(state.sentBytes, bytes) });
    case 'processing':
      return t('processing');
    case 'ready':
      return t('ready');
    case 'failed':
      return state.message;
    case 'unfinished':
      return t('unfinished');
  }
}

/** How much of it was sent, in whole percent; null if that is not meaningful. */
export function progressOf({ state, bytes }: UploadItem): number | null {
  return state.name === 'sending' ? percentOf(state.sentBytes, bytes) : null;
}

function percentOf(sentBytes: number, bytes: number): number {
  return Math.min(99, Math.floor((sentBytes / Math.max(1, bytes)) * 100));
}

/** The state of a whole batch, in a sentence. */
export function formatBatch(items: readonly UploadItem[]): string {
  const count = (name: UploadItem['state']['name']) => items.filter(({ state }) => state.name === name).length;
  const [ready, failed] = [count('ready'), count('failed')];
  const open = items.length - ready - failed;
  const t = spokenTexts('uploads');
  if (open > 0) {
    const counts = { ready, total: items.length - failed };
    return failed > 0 ? t('batchWithFailed', { ...counts, failed }) : t('batch', counts);
  }
  const added = t('added', { count: ready });
  if (failed === 0) return added;
  const lost = t('lost', { count: failed });
  return ready === 0 ? lost : t('addedAndLost', { added, lost });
}
