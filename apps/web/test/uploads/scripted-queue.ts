import type { Upload } from '@pixelboxx/shared';
import { ApiError } from '@pixelboxx/api-client/errors';
import { createResumption } from '@/features/uploads/sending/resumption.ts';
import type { SendImage, SendProgress } from '@/features/uploads/sending/sending.ts';
import type { UnfinishedUpload, UnfinishedUploads } from '@/features/uploads/sending/unfinished-uploads.ts';
import type { UploadItem } from '@/features/uploads/items/upload-item.ts';
import { UploadQueue } from '@/features/uploads/queue/upload-queue.ts';
import { imageOf } from '../gallery/images.ts';

/** One sending that waits for the test to say what becomes of it. */
export interface Sending {
  item: UploadItem;
  progress: SendProgress;
  succeed: (upload?: Upload) => Promise<void>;
  fail: (error: Error) => Promise<void>;
}

export function apiError(code: string, status: number, details: object = {}): ApiError {
  return new ApiError({ code, status, message: `said ${code}`, details });
}

export const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

interface Script {
  online?: boolean;
  remembered?: UnfinishedUpload[];
  claimed?: boolean;
}

/** A queue whose network is the test. */
export function scriptedQueue({ online = true, remembered = [], claimed = true }: Script = {}) {
  const sendings: Sending[] = [];
  const memory = new Map(remembered.map((upload) => [upload.id, upload]));
  const network = { online };
  const send: SendImage = (item, _file, progress) =>
    new Promise((resolve, reject) => {
      progress.signal.addEventListener('abort', () => reject(progress.signal.reason as Error));
      sendings.push({
        item,
        progress,
        succeed: (upload = imageOf(sendings.length)) => (resolve(upload), settle()),
        fail: (error) => (reject(error), settle()),
      });
    });
  const unfinished: UnfinishedUploads = {
    remember: (upload) => {
      memory.set(upload.id, upload);
      return Promise.resolve();
    },
    forget: (id) => {
      memory.delete(id);
      return Promise.resolve();
    },
    recall: () => Promise.resolve([...memory.values()]),
  };
  const claims = { claim: () => Promise.resolve(claimed), release: () => undefined };
  const queue = new UploadQueue({
    send,
    check: (file) => Promise.resolve(file.name.endsWith('.txt') ? 'Not a picture.' : null),
    resumption: createResumption('ada', unfinished, claims),
    isOnline: () => network.online,
  });
  const states = () => Object.fromEntries(queue.getState().items.map(({ fileName, state }) => [fileName, state.name]));
  return { queue, sendings, memory, network, states };
}

export const photo = (name: string, bytes = 10) =>
  new File([new Uint8Array(bytes)], name, { type: 'image/jpeg', lastModified: 1 });
