import type { Upload } from '@pixelboxx/shared';
import type { UploadItem } from '../items/upload-item.ts';

export interface SendProgress {
  onSent: (sentBytes: number) => void;
  /** Where a resumable upload can be gone on with, also after a reload. */
  onAddress: (address: string) => void;
  signal: AbortSignal;
  /** Whether the abort is for good. */
  isCancelled: () => boolean;
}

/** Sends one file. Throws `ApiError` for what the API or the network does, the signal's reason when it is given up. */
export type SendImage = (item: UploadItem, file: File, progress: SendProgress) => Promise<Upload>;
