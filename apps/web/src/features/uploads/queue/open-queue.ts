import type { BrowserSession } from '@/lib/session/browser-session.ts';
import { checkFile } from '@/lib/images/check-file.ts';
import { createResumption } from '../sending/resumption.ts';
import { createSendImage } from '../sending/send-image.ts';
import { createTabLeases } from '../sending/tab-lease.ts';
import { openUnfinishedUploads } from '../sending/unfinished-uploads.ts';
import { UploadQueue } from './upload-queue.ts';

interface QueueOwner extends Pick<BrowserSession, 'clientBy' | 'renewing'> {
  ownerId: string;
  maxFileBytes: number;
}

let opened: { ownerId: string; queue: UploadQueue; unbind: () => void } | null = null;

/** The only queue of this page's user. It outlives the view, and ends with the page or the session. */
export function openQueue(owner: QueueOwner): UploadQueue {
  if (opened?.ownerId === owner.ownerId) return opened.queue;
  opened?.unbind();
  opened?.queue.close();
  // Absent from insecure origins, despite its type.
  const claims = createTabLeases('locks' in navigator ? navigator.locks : undefined);
  const queue = new UploadQueue({
    send: createSendImage(owner),
    check: (file) => checkFile(file, owner.maxFileBytes),
    resumption: createResumption(owner.ownerId, openUnfinishedUploads(owner.ownerId), claims),
    isOnline: () => navigator.onLine,
  });
  opened = { ownerId: owner.ownerId, queue, unbind: bind(queue) };
  void queue.restore();
  return queue;
}

function bind(queue: UploadQueue): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  window.addEventListener('online', () => queue.setOnline(true), { signal });
  window.addEventListener('offline', () => queue.setOnline(false), { signal });
  window.addEventListener('beforeunload', (event) => queue.isBusy && event.preventDefault(), { signal });
  return () => controller.abort();
}
