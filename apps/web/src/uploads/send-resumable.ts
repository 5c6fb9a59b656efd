import type { Upload } from '@pixelboxx/shared';
import type { DetailedError, HttpResponse } from 'tus-js-client';
import { loadContracts, type Contracts } from '@/api/load-contracts.ts';
import type { SendProgress } from './send-picture.ts';
import type { UploadItem } from './upload-item.ts';

/** Some proxies pass on whole requests only: what a broken connection costs is at most this. */
const chunkBytes = 2_500_000;

/**
 * Sends a file by the tus protocol: from where it stands when it has an address, else from the beginning. Throws
 * `ApiError`, or the signal's reason.
 */
export async function sendResumable(item: UploadItem, file: File, progress: SendProgress): Promise<Upload> {
  const [contracts, tus] = await Promise.all([loadContracts(), import('tus-js-client')]);
  progress.signal.throwIfAborted();
  const answer = await new Promise<HttpResponse>((resolve, reject) => {
    const upload = new tus.Upload(file, {
      endpoint: contracts.resumableUploadsPath,
      uploadUrl: item.address,
      metadata: { visibility: item.visibility, filename: file.name, filetype: file.type },
      headers: { accept: 'application/json', 'idempotency-key': item.idempotencyKey },
      chunkSize: chunkBytes,
      // The queue decides when to try again, and keeps the address.
      retryDelays: null,
      storeFingerprintForResuming: false,
      onProgress: (sentBytes) => progress.onSent(sentBytes),
      onUploadUrlAvailable: () => upload.url && progress.onAddress(upload.url),
      onSuccess: ({ lastResponse }) => resolve(lastResponse),
      onError: (error) => reject(failureOf(contracts, error)),
    });
    const giveUp = () => {
      // Only what was cancelled is deleted there; what is interrupted goes on later.
      void upload.abort(progress.isCancelled()).catch(() => undefined);
      reject(progress.signal.reason as Error);
    };
    progress.signal.addEventListener('abort', giveUp, { once: true });
    upload.start();
  });
  return uploadOf(contracts, answer);
}

function uploadOf({ ApiError, Upload }: Contracts, answer: HttpResponse): Upload {
  const body = parseJson(answer.getBody());
  const parsed = Upload.safeParse(body?.data);
  if (parsed.success) return parsed.data;
  throw new ApiError({
    code: 'UNREADABLE_ANSWER',
    status: answer.getStatus(),
    message: 'The service gave an answer we cannot read.',
  });
}

/** tus tells failures by the answer it could not use; without one, the network failed. */
function failureOf({ ApiError, FailureEnvelope }: Contracts, error: Error | DetailedError): Error {
  const answer = 'originalResponse' in error ? error.originalResponse : null;
  if (!answer) {
    return new ApiError(
      { code: 'NETWORK_ERROR', status: 0, message: 'The service cannot be reached. Check your connection.' },
      { cause: error },
    );
  }
  const status = answer.getStatus();
  const parsed = FailureEnvelope.safeParse(parseJson(answer.getBody()));
  if (parsed.success) return new ApiError({ ...parsed.data.error, status });
  return new ApiError(
    { code: 'UNREADABLE_ANSWER', status, message: 'The service gave an answer we cannot read.' },
    { cause: error },
  );
}

function parseJson(text: string): { data?: unknown } | null {
  try {
    return JSON.parse(text) as { data?: unknown } | null;
  } catch {
    return null;
  }
}
