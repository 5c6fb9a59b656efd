import { spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../platform/errors/app-error.ts';
import { type ImageLimits, invalidImage, maxWidth } from './image-inspection.ts';
import { type HeifHeader, readHeifHeader } from '../heif/index.ts';

/** The decoder's own memory. 40 megapixels with alpha needed less (see docs/adr/0019-heic-and-avif.md). */
const maxMemoryBytes = 512 * 1024 * 1024;
const timeoutMs = 45_000;

/** Next to its source, or next to the file into which this one was bundled. */
const program = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../heif/decode-heic.ts' : './decode-heic.js', import.meta.url),
);

/**
 * Checks a HEIF file by its header: nothing is decoded yet.
 * @throws AppError `UNSUPPORTED_MEDIA_TYPE` for HEIF images that are not the HEIC of phones; `INVALID_IMAGE`;
 *   `IMAGE_TOO_LARGE`.
 */
export function inspectHeic(bytes: Buffer, { maxPixels }: ImageLimits): HeifHeader {
  // By its brand, so that its sender gets this reason whatever else is wrong with it.
  if (/^avi[fs]$/.test(bytes.toString('latin1', 8, 12))) throw avif();
  const header = readHeifHeader(bytes);
  if (!header || header.width === 0 || header.height === 0) throw invalidImage();
  if (header.codec === 'av01') throw avif();
  if (header.codec !== 'hvc1') throw unsupported('This kind of HEIF image is not accepted. Save the picture as JPEG.');
  if (header.isHdr) throw unsupported('HDR images (PQ or HLG) are not accepted. Save the picture as JPEG.');
  if (header.width * header.height > maxPixels || Math.max(header.width, header.height) > maxWidth) {
    throw new AppError('IMAGE_TOO_LARGE', { details: { limit: maxPixels } });
  }
  return header;
}

/**
 * Creates a PNG from a HEIC file that `inspectHeic` has accepted. The decoder is C++ that reads hostile files: it runs as
 * WebAssembly with bounded memory, in a separate process without secrets, which can neither write files nor start
 * processes, and is killed if it takes too long or writes more than an image of this size can have.
 * @throws AppError `INVALID_IMAGE`; `OVERLOADED` if it takes too long, or the system has no room for it.
 */
export async function convertHeic(bytes: Buffer, header: HeifHeader, timeout = timeoutMs): Promise<Buffer> {
  const child = spawn(
    process.execPath,
    ['--permission', '--allow-fs-read=*', '--max-old-space-size=128', program, String(maxMemoryBytes)],
    { stdio: ['pipe', 'pipe', 'pipe'], env: {}, timeout, killSignal: 'SIGKILL' },
  );
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  // A decoder that has given up stops reading; only how it ends matters.
  const sent = pipeline(Readable.from([bytes]), child.stdin).catch(() => undefined);
  const [told, png] = [collect(child.stderr, 4096), collect(child.stdout, maxPngBytes(header))];
  try {
    const { code, signal } = await ended;
    await sent;
    if (signal !== null) throw overloaded(new Error(`ended by ${signal}`));
    const image = await png;
    if (code !== 0 || image === null) throw invalidImage(undefined, new Error(String(await told)));
    return image;
  } catch (error) {
    throw error instanceof AppError ? error : overloaded(error);
  } finally {
    child.kill('SIGKILL');
  }
}

/** With alpha, before any rotation or crop, neither of which enlarges an image; plus PNG's overhead per row and chunk. */
function maxPngBytes({ width, height, profile }: HeifHeader): number {
  const pixels = Math.max(width, 64) * Math.max(height, 64);
  return Math.ceil((pixels * 4 + Math.max(width, height)) * 1.01) + 2 * (profile?.length ?? 0) + 64 * 1024;
}

/** Everything received; null if it is more than `maxBytes`, in which case the rest is read and discarded. */
async function collect(stream: NodeJS.ReadableStream, maxBytes: number): Promise<Buffer | null> {
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    for await (const piece of stream) {
      length += (piece as Buffer).length;
      if (length <= maxBytes) pieces.push(piece as Buffer);
    }
  } catch {
    return null;
  }
  return length > maxBytes ? null : Buffer.concat(pieces);
}

function avif(): AppError {
  return unsupported('AVIF images are not accepted. Save the picture as JPEG or WebP.');
}

function unsupported(message: string): AppError {
  return new AppError('UNSUPPORTED_MEDIA_TYPE', { message });
}

function overloaded(cause: unknown): AppError {
  return new AppError('OVERLOADED', { details: { retryAfterSeconds: 5 }, cause });
}
