import { ApiError, networkError, parseJson, readFailure } from '@pixelboxx/api-client';
import { describeError, type ResumableUpload, type Upload } from '@pixelboxx/shared';
import type { DetailedError, HttpResponse } from 'tus-js-client';
import { loadRequest } from '@/lib/api/load-request.ts';
import type { SendProgress } from './sending.ts';
import type { UploadItem } from '../items/upload-item.ts';

/** Some proxies pass on only complete requests: a broken connection costs at most this much. */
const chunkBytes = 2_500_000;

/**
 * Sends a file by the tus protocol: from its current offset if it has an address, else from the beginning. Throws
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
      // The queue decides when to retry, and keeps the address.
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
      // Only a cancelled upload is deleted at the API; an interrupted one continues later.
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

/** That response was lost, and there was nothing left to send: asks the API for the outcome. */
async function fetchOutcome(address: string): Promise<Upload> {
  const id = address.split('/').at(-1) ?? '';
  const { request, routeManifest } = await loadRequest();
  const { data } = await request({}, routeManifest['resumableUpload.get'], { params: { id } });
  const { upload } = data as ResumableUpload;
  if (upload) return upload;
  throw new ApiError({ code: 'NOT_FOUND', ...describeError('NOT_FOUND') });
}

/** tus reports failures by the response that it could not use; without one, the network failed. */
function failureOf(error: Error | DetailedError): Error {
  const response = 'originalResponse' in error ? error.originalResponse : null;
  if (!response) return networkError(error);
  const status = response.getStatus();
  // A response to HEAD has no body that could contain its code.
  if (status === 423) return new ApiError({ code: 'UPLOAD_LOCKED', ...describeError('UPLOAD_LOCKED') });
  return readFailure(status, response.getBody());
}
