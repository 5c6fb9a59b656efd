import type { BrowserSession } from '@/lib/session/browser-session.ts';
import type { SendImage } from './sending.ts';
import type { UploadItem } from '../items/upload-item.ts';
import { fetchWithProgress } from './xhr-fetch.ts';

/** From this size on, losing what was sent hurts more than the extra requests of a resumable upload. */
const resumableFromBytes = 5_000_000;

export function isResumable({ bytes }: UploadItem): boolean {
  return bytes > resumableFromBytes;
}

type SessionPart = Pick<BrowserSession, 'clientBy' | 'renewing'>;

/** Small files go in one request, large ones by the tus protocol. */
export function createSendImage({ clientBy, renewing }: SessionPart): SendImage {
  return async (item, file, progress) => {
    if (isResumable(item)) {
      const { sendResumable } = await import('./send-resumable.ts');
      let { address } = item;
      const remembering = {
        ...progress,
        onAddress: (next: string) => {
          address = next;
          progress.onAddress(next);
        },
      };
      return renewing(() => sendResumable({ ...item, address }, file, remembering));
    }
    return clientBy(fetchWithProgress(progress.onSent))('upload.image', {
      file,
      filename: file.name,
      body: { visibility: item.visibility },
      idempotencyKey: item.idempotencyKey,
      signal: progress.signal,
    });
  };
}
