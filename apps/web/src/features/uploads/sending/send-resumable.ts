import { ApiError, networkError, parseJson, readFailure } from '@pixelboxx/api-client';
import { describeError, type ResumableUpload, type Upload } from '@pixelboxx/shared';
import type { DetailedError, HttpResponse } from 'tus-js-client';
import { loadRequest } from '@/lib/api/load-request.ts';
import type { SendProgress } from './sending.ts';
import type { UploadItem } from '../items/upload-item.ts';

/** Some proxies pass on whole requests only: what a broken connection costs is at most this. */
const chunkBytes = 2_500_000;

/**
 * Sends a file by the tus protocol: from where it stands when it has an address, else from the beginning. Throws
 * `ApiError`, or the signal's reason.
 */
export async function sendResumable(item: UploadItem, file: File, progress: SendProgress): Promise<Upload> {
  const [tus, { routeManifest }] = await Promise.all([import('tus-js-client'), loadRequest()]);
  progress.signal.throwIfAborted();
  let address = item.address;
  const response = await new Promise<HttpResponse>((resolve, reject) => {
    const upload = new tus.Upload(file, {
      endpoint: routeManifest['resumableUpload.create'].path,
      uploadUrl: address,
      metadata: { visibility: item.visibility },
      headers: { accept: 'application/json' },
      chunkSize: chunkBytes,
      // The queue decides when to try again, and keeps the address.
      retryDelays: null,
      storeFingerprintForResuming: false,
      onProgress: (sentBytes) => progress.onSent(sentBytes),
      onUploadUrlAvailable: () => {
        address = upload.url;
        if (address) progress.onAddress(address);
      },
      onSuccess: ({ lastResponse }) => resolve(lastResponse),
      onError: (error) => reject(failureOf(error)),
    });
    const giveUp = () => {
      // Only what was cancelled is deleted there; what is interrupted goes on later.
      void upload.abort(progress.isCancelled()).catch(() => undefined);
      reject(progress.signal.reason as Error);
    };
    progress.signal.addEventListener('abort', giveUp, { once: true });
    upload.start();
  });
  return uploadIn(response.getBody()) ?? fetchOutcome(address ?? '');
}

/** The response to the last part is an image's envelope. */
function uploadIn(body: string): Upload | null {
  const envelope = parseJson(body) as { data?: Upload } | null | undefined;
  return envelope?.data ?? null;
}

/** That answer was lost, and there was nothing left to send: what became of it is asked for. */
async function fetchOutcome(address: string): Promise<Upload> {
  const id = address.split('/').at(-1) ?? '';
  const { request, routeManifest } = await loadRequest();
  const { data } = await request({}, routeManifest['resumableUpload.get'], { params: { id } });
  const { upload } = data as ResumableUpload;
  if (upload) return upload;
  throw new ApiError({ code: 'NOT_FOUND', ...describeError('NOT_FOUND') });
}

/** tus tells failures by the response it could not use; without one, the network failed. */
function failureOf(error: Error | DetailedError): Error {
  const response = 'originalResponse' in error ? error.originalResponse : null;
  if (!response) return networkError(error);
  const status = response.getStatus();
  // The response to a question by HEAD has no body to tell its code.
  if (status === 423) return new ApiError({ code: 'UPLOAD_LOCKED', ...describeError('UPLOAD_LOCKED') });
  return readFailure(status, response.getBody());
}
