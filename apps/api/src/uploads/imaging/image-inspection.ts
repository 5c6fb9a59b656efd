import type { Metadata } from 'sharp';
import { AppError } from '../../platform/errors/app-error.ts';
import { loadDecoder } from './decoder/decoder.ts';
import { countGifFrames, type ImageFormat, isIntactPng, sniffFormat } from './image-format.ts';

export interface ImageLimits {
  /** Of all frames together. */
  readonly maxPixels: number;
  readonly maxFrames: number;
}

export interface InspectedImage {
  readonly format: ImageFormat;
  /** As displayed, with the orientation applied. */
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  /** How much memory decoding needs at a time, estimated from the header. */
  readonly decodeBytes: number;
  readonly delaysMilliseconds: readonly number[];
  /** How often an animation plays; 0 is forever. */
  readonly loop: number;
}

/**
 * Decoding holds many lines in memory, so wider images than this, the widest WebP, are refused: 30 lines of a million
 * pixels took 900 MiB. Height costs nothing.
 */
export const maxWidth = 16_383;

/** Larger images cannot be decoded in bounded memory (an interlaced 16-bit PNG of 40 megapixels takes 375 MiB). */
const maxDecodeBytes = 256 * 1024 * 1024;

/**
 * Reads the header and checks its claims, before anything is decoded.
 * @throws AppError `UNSUPPORTED_MEDIA_TYPE` unless it is a JPEG, PNG, WebP or GIF; `INVALID_IMAGE` for a damaged file;
 *   `IMAGE_TOO_LARGE` for too many pixels or frames.
 */
export async function inspectImage(bytes: Buffer, limits: ImageLimits): Promise<InspectedImage> {
  if (bytes.length === 0) throw invalidImage('The file is empty.');
  const format = sniffFormat(bytes);
  if (!format) {
    throw new AppError('UNSUPPORTED_MEDIA_TYPE', {
      message: 'Only JPEG, PNG, WebP, GIF and HEIC images are accepted.',
    });
  }
  if (format === 'gif') refuseFrames(countGifFrames(bytes, limits.maxFrames), limits);
  const metadata = await readHeader(bytes);
  const { width, height } = metadata.autoOrient;
  const frames = metadata.pages ?? 1;
  refuseFrames(frames, limits);
  if (width * height * frames > limits.maxPixels) throw tooLarge(limits.maxPixels);
  if (metadata.width > maxWidth) throw tooLarge(maxWidth);
  const decodeBytes = estimateDecodeBytes(format, metadata, width * height);
  if (decodeBytes > maxDecodeBytes) throw tooLarge(limits.maxPixels);
  // Last, because it reads every byte.
  if (format === 'png' && !isIntactPng(bytes)) throw invalidImage();
  return {
    format,
    width,
    height,
    frames,
    decodeBytes,
    delaysMilliseconds: metadata.delay ?? [],
    loop: metadata.loop ?? 0,
  };
}

export function invalidImage(message?: string, cause?: unknown): AppError {
  return new AppError('INVALID_IMAGE', { ...(message === undefined ? {} : { message }), cause });
}

function tooLarge(limit: number): AppError {
  return new AppError('IMAGE_TOO_LARGE', { details: { limit } });
}

function refuseFrames(frames: number | null, limits: ImageLimits): void {
  if (frames === null || frames === 0) throw invalidImage();
  if (frames > limits.maxFrames) throw tooLarge(limits.maxFrames);
}

async function readHeader(bytes: Buffer): Promise<Metadata> {
  const sharp = await loadDecoder();
  try {
    // We check the limit on pixels ourselves, with an error that says so.
    return await sharp(bytes, { limitInputPixels: false, failOn: 'none' }).metadata();
  } catch (cause) {
    throw invalidImage(undefined, cause);
  }
}

/** Most images are decoded line by line; these formats need the whole image, or all its coefficients, in memory. */
function estimateDecodeBytes(format: ImageFormat, metadata: Metadata, pixels: number): number {
  const sampleBytes = metadata.depth === 'ushort' ? 2 : 1;
  if (format === 'png' && metadata.isProgressive) return pixels * metadata.channels * sampleBytes;
  if (format === 'jpeg' && metadata.isProgressive) {
    const subsampled = metadata.chromaSubsampling?.startsWith('4:2:0') ?? false;
    return pixels * 2 * (subsampled ? 1.5 : metadata.channels);
  }
  return format === 'gif' || format === 'webp' ? pixels * 5 : 0;
}
