import { ApiError, isApiError } from '@pixelboxx/api-client';
import { CliError } from '../cli-error.ts';
import { Backoff, type Pace, retrying } from '../site/retrying.ts';
import type { ResumableUploads, UploadStatus } from '../site/tus.ts';
import type { Content } from './content.ts';
import type { Records } from './journal.ts';
import type { Parts } from './part-size.ts';

export interface Sent {
  readonly uploadId: string;
  /** Whether the site had it before anything was sent. */
  readonly wasThere: boolean;
}

export interface Sending {
  readonly uploads: ResumableUploads;
  readonly records: Records;
  readonly pace: Pace;
  readonly parts: Parts;
  /** Called with the number of bytes that the site has gained; negative if it has lost some. */
  readonly onProgress: (bytes: number) => void;
}

/** How many uploads are created at most if the site forgets them. */
const beginningsMax = 3;

/**
 * Sends the bytes, or the missing ones, so that they become one image, however often it is interrupted: the upload is
 * recorded before its first byte is sent, and a site makes one image of one upload.
 * @throws ApiError if the site refuses the file or cannot be reached for too long; CliError FILE_CHANGED; the reason of
 * the signal. The next run continues with what was sent, except for a file that was refused or changed.
 */
export async function sendContent(content: Content, sending: Sending): Promise<Sent> {
  const { records } = sending;
  const entry = records.find(content.hash);
  if (entry && 'done' in entry) return { uploadId: entry.done, wasThere: true };
  let id = entry?.begun;
  for (let beginnings = 0; ;) {
    if (id === undefined) {
      beginnings += 1;
      id = await retrying(() => sending.uploads.create(content.size), sending.pace);
      await records.put(content.hash, { begun: id });
    }
    try {
      const uploadId = await sendTo(id, content, sending);
      await records.put(content.hash, { done: uploadId });
      return { uploadId, wasThere: false };
    } catch (error) {
      if (!isForgotten(error)) throw error;
      await records.put(content.hash, null);
      id = undefined;
      if (beginnings === beginningsMax) throw error;
    }
  }
}

/** Sends to one upload until it is an image. */
async function sendTo(id: string, content: Content, sending: Sending): Promise<string> {
  const { uploads, records, pace, onProgress } = sending;
  const backoff = new Backoff(pace);
  let known = 0;
  /** Null if it must be requested. */
  let offset: number | null = null;
  try {
    for (;;) {
      pace.signal.throwIfAborted();
      try {
        const status: UploadStatus =
          offset === null ? await uploads.status(id) : await sendPart(id, offset, content, sending);
        if (status.uploadId !== null) return status.uploadId;
        onProgress(status.offset - known);
        if (status.offset > known) backoff.reset();
        // There is no image, nothing left to send and no progress: treat it as a failure.
        else if (offset !== null || status.offset >= content.size) throw stuck();
        known = status.offset;
        offset = status.offset < content.size ? status.offset : null;
      } catch (error) {
        offset = null;
        await backoff.wait(isElsewhere(error) ? stuck() : error);
      }
    }
  } catch (error) {
    onProgress(-known);
    if (isRefused(error)) {
      await records.put(content.hash, null);
      // The upload would expire, but only a few unfinished ones are allowed at a time.
      await uploads.remove(id).catch(() => undefined);
    }
    throw error;
  }
}

async function sendPart(
  id: string,
  from: number,
  content: Content,
  { uploads, parts }: Sending,
): Promise<UploadStatus> {
  const bytes = await content.read(from, parts.bytes);
  if (from + bytes.length === content.size) await content.assertUnchanged();
  return parts.timed(bytes.length, () => uploads.append(id, from, bytes));
}

const codeOf = (error: unknown): string | null => (isApiError(error) || error instanceof CliError ? error.code : null);

/** The site no longer has the upload. */
function isForgotten(error: unknown): boolean {
  return ['NOT_FOUND', 'UPLOAD_EXPIRED'].includes(codeOf(error) ?? '');
}

/** The site expects another offset. */
function isElsewhere(error: unknown): boolean {
  return codeOf(error) === 'UPLOAD_OFFSET_CONFLICT';
}

/** The file as it is will never become an image. */
function isRefused(error: unknown): boolean {
  if (codeOf(error) === 'FILE_CHANGED') return true;
  return isApiError(error) && [413, 415, 422].includes(error.status);
}

function stuck(): ApiError {
  return new ApiError({
    code: 'UPLOAD_STUCK',
    status: 503,
    message: 'The site takes no more of the file, and makes no image of it.',
  });
}
