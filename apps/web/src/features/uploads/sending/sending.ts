import type { Upload } from '@pixelboxx/shared';
import type { UploadItem } from '../items/upload-item.ts';

export interface SendProgress {
  onSent: (sentBytes: number) => void;
  /** Called with the address at which the upload can be resumed, even after a reload. */
  onAddress: (address: string) => void;
  signal: AbortSignal;
  /** Whether the abort is final. */
  isCancelled: () => boolean;
}

/** Sends one file. Throws `ApiError` for failures of the API or the network, and the signal's reason on abort. */
export type SendImage = (item: UploadItem, file: File, progress: SendProgress) => Promise<Upload>;
