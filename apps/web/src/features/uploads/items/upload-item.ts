import type { ImageFields, Upload } from '@pixelboxx/shared';
import { newId } from '@/lib/new-id.ts';

export type Visibility = NonNullable<ImageFields['visibility']>;

/** What can be done about a failed upload: retry it as the same one, as a new one, or nothing. */
export type Remedy = 'same' | 'anew' | 'none';

export type UploadState =
  | { name: 'waiting' }
  | { name: 'sending'; sentBytes: number }
  /** Every byte has arrived; the API is processing the image. */
  | { name: 'processing' }
  | { name: 'ready'; upload: Upload }
  | { name: 'failed'; message: string; remedy: Remedy }
  /** Begun before this page was loaded, with a file that this browser could not store. */
  | { name: 'unfinished' };

/** One file on its way into the gallery. */
export interface UploadItem {
  readonly id: string;
  readonly fileName: string;
  readonly bytes: number;
  /** Identifies the same file when it is chosen again. */
  readonly lastModified: number;
  /** Null if only the stored description of it is known. */
  readonly file: File | null;
  readonly visibility: Visibility;
  /** A retry with this key after a lost response creates one image, not two. */
  readonly idempotencyKey: string;
  /** The address of its resumable upload, once there is one. */
  readonly address: string | null;
  /** How many attempts failed since the user last requested it. */
  readonly attempts: number;
  readonly state: UploadState;
}

export function newItem(file: File, visibility: Visibility, problem: string | null): UploadItem {
  return {
    id: newId(),
    fileName: file.name,
    bytes: file.size,
    lastModified: file.lastModified,
    file,
    visibility,
    idempotencyKey: newId(),
    address: null,
    attempts: 0,
    state: problem ? { name: 'failed', message: problem, remedy: 'none' } : { name: 'waiting' },
  };
}

export function isRunning({ state }: UploadItem): boolean {
  return state.name === 'sending' || state.name === 'processing';
}

/** Whether leaving the page would lose data. */
export function isUnderWay(item: UploadItem): boolean {
  return isRunning(item) || item.state.name === 'waiting';
}

export function isRetryable({ state }: UploadItem): boolean {
  return state.name === 'failed' && state.remedy !== 'none';
}
