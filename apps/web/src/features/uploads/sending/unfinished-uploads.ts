import { uploadsDatabase } from '@/lib/session/forget-unfinished-uploads.ts';
import type { UploadItem } from '../items/upload-item.ts';

/** What is stored of a large upload until it is done. */
export interface UnfinishedUpload extends Pick<
  UploadItem,
  'id' | 'fileName' | 'bytes' | 'lastModified' | 'visibility' | 'idempotencyKey' | 'address'
> {
  /** Null if the browser would not store it: then the user has to choose it again. */
  readonly file: File | null;
  readonly ownerId: string;
  readonly rememberedAtMs: number;
}

const storeName = 'unfinished';
/** The API discards them after this time as well. */
const keptForMs = 24 * 60 * 60 * 1000;

/**
 * Large uploads that are not done, with their files, in this browser's IndexedDB: they survive a reload, a crash and a
 * closed lid. Nothing here throws: if a browser has no database (private windows), uploads end with the page.
 */
export interface UnfinishedUploads {
  remember: (upload: UnfinishedUpload) => Promise<void>;
  forget: (id: string) => Promise<void>;
  /** The uploads of this user; those that are too old or belong to somebody else are deleted. */
  recall: () => Promise<UnfinishedUpload[]>;
}

export function openUnfinishedUploads(ownerId: string, now: () => number = Date.now): UnfinishedUploads {
  return {
    remember: async (upload) => {
      const put = (record: UnfinishedUpload) => inStore('readwrite', (store) => store.put(record));
      await put(upload)
        // Too large for the remaining space, or the browser stores no files.
        .catch(() => put({ ...upload, file: null }))
        .catch(() => undefined);
    },
    forget: (id) => inStore('readwrite', (store) => store.delete(id)).catch(() => undefined),
    recall: async () => {
      const all = await inStore('readonly', (store) => store.getAll() as IDBRequest<UnfinishedUpload[]>).catch(
        () => [],
      );
      const isKept = (upload: UnfinishedUpload) =>
        upload.ownerId === ownerId && now() - upload.rememberedAtMs < keptForMs;
      for (const { id } of all.filter((upload) => !isKept(upload))) {
        await inStore('readwrite', (store) => store.delete(id)).catch(() => undefined);
      }
      return all.filter(isKept).toSorted((a, b) => a.rememberedAtMs - b.rememberedAtMs);
    },
  };
}

async function inStore<Result>(
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<Result>,
): Promise<Result> {
  const database = await openDatabase();
  try {
    return await new Promise<Result>((resolve, reject) => {
      const transaction = database.transaction(storeName, mode);
      const request = work(transaction.objectStore(storeName));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error ?? new Error('The database gave up.'));
      transaction.onerror = transaction.onabort;
    });
  } finally {
    database.close();
  }
}

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(uploadsDatabase, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(storeName, { keyPath: 'id' });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('There is no database.'));
    request.onblocked = request.onerror;
  });
}
