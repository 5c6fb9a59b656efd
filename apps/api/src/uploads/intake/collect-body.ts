import { open } from 'node:fs/promises';
import { AppError } from '../../platform/errors/app-error.ts';

/**
 * Writes incoming data to a new file, in constant memory; stops reading when it is too large. On failure the caller
 * removes the file.
 * @throws AppError PAYLOAD_TOO_LARGE; SERVICE_UNAVAILABLE if it cannot be written; whatever `body` throws
 */
export async function collectBody(
  body: AsyncIterable<Uint8Array>,
  destination: string,
  maxBytes: number,
): Promise<void> {
  const file = await onDisk(open(destination, 'wx', 0o600));
  let bytes = 0;
  try {
    for await (const part of body) {
      bytes += part.length;
      if (bytes > maxBytes) throw new AppError('PAYLOAD_TOO_LARGE', { details: { limit: maxBytes } });
      await onDisk(file.appendFile(part));
    }
  } finally {
    await file.close();
  }
}

async function onDisk<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (cause) {
    throw new AppError('SERVICE_UNAVAILABLE', { cause });
  }
}
