import { ApiError, isApiError } from '@pixelboxx/api-client';
import { CliError } from '../cli-error.ts';
import { Backoff, type Pace, retrying } from '../site/retrying.ts';
import type { ResumableUploads, UploadStatus } from '../site/tus.ts';
import type { Content } from './content.ts';
import type { Records } from './journal.ts';
import type { Parts } from './part-size.ts';

export interface Sent {
  readonly uploadId: string;
  /** Whether it was there before anything was sent. */
  readonly wasThere: boolean;
}

export interface Sending {
  readonly uploads: ResumableUploads;
  readonly records: Records;
  readonly pace: Pace;
  readonly parts: Parts;
  /** Bytes that the site has more than before; negative when it has fewer. */
  readonly onProgress: (bytes: number) => void;
}

/** How often what a site has forgotten is begun anew. */
const beginningsMax = 3;

/**
 * Sends the bytes, or what is missing of them, so that they become one image, however often it is interrupted: which upload
 * they go to is recorded before the first of them is sent, and a site makes one image of one upload.
 * @throws ApiError when the site refuses the file or cannot be reached for too long; CliError FILE_CHANGED; the reason of
 *   the signal. What was sent is gone on with next time, but of a file that was refused or changed.
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

/** To one upload, until it is an image. */
async function sendTo(id: string, content: Content, sending: Sending): Promise<string> {
  const { uploads, records, pace, onProgress } = sending;
  const backoff = new Backoff(pace);
  let known = 0;
  /** Null when it must be asked for. */
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
        // Neither an image, nor anything left to send, nor nearer to it: as after a failure.
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
      // It would be given up by itself; the places for unfinished ones are few.
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

/** The site has nothing of it any more. */
function isForgotten(error: unknown): boolean {
  return ['NOT_FOUND', 'UPLOAD_EXPIRED'].includes(codeOf(error) ?? '');
}

/** It goes on at another place than was thought. */
function isElsewhere(error: unknown): boolean {
  return codeOf(error) === 'UPLOAD_OFFSET_CONFLICT';
}

/** It will never become an image, as it is. */
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
