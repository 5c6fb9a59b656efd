import type { UploadItem } from './queue/upload-item.ts';

/** Where a file stands, in a few words. */
export function formatUpload({ state, bytes, address, attempts }: UploadItem): string {
  switch (state.name) {
    case 'waiting':
      if (attempts > 0) return 'Waiting to try again';
      return address ? 'Waiting to go on' : 'Waiting';
    case 'sending':
      return `Uploading ${percentOf(state.sentBytes, bytes)} %`;
    case 'processing':
      return 'Processing';
    case 'ready':
      return 'Ready';
    case 'failed':
      return state.message;
    case 'unfinished':
      return 'Not finished. Choose the same file again to continue.';
  }
}

/** How much of it was sent, in whole per cent; null where that says nothing. */
export function progressOf({ state, bytes }: UploadItem): number | null {
  return state.name === 'sending' ? percentOf(state.sentBytes, bytes) : null;
}

function percentOf(sentBytes: number, bytes: number): number {
  return Math.min(99, Math.floor((sentBytes / Math.max(1, bytes)) * 100));
}

/** How a whole batch stands, in a sentence. */
export function formatBatch(items: readonly UploadItem[]): string {
  const count = (name: UploadItem['state']['name']) => items.filter(({ state }) => state.name === name).length;
  const [ready, failed] = [count('ready'), count('failed')];
  const open = items.length - ready - failed;
  if (open > 0) return `${ready} of ${items.length - failed} added${failed > 0 ? `, ${failed} failed` : ''}`;
  const added = ready === 1 ? '1 picture added' : `${ready} pictures added`;
  if (failed === 0) return added;
  const lost = failed === 1 ? '1 file was not added' : `${failed} files were not added`;
  return ready === 0 ? lost : `${added}. ${lost}`;
}
