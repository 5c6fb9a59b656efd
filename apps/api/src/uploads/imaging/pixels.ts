import type { Channels, ResizeOptions } from 'sharp';
import { AppError } from '../../platform/errors/app-error.ts';
import { type CutJpeg, findCut, hasNearlyAllRows } from './cut-jpeg.ts';
import { loadDecoder } from './decoder/decoder.ts';
import type { ImageFormat } from './image-format.ts';
import { invalidImage } from './image-inspection.ts';

export interface Animation {
  readonly frames: number;
  readonly delaysMilliseconds: readonly number[];
  readonly loop: number;
}

/** Decoded sRGB pixels, 8 bits per channel; frames of an animation are below one another. */
export interface Pixels {
  readonly data: Buffer;
  readonly width: number;
  /** Of one frame. */
  readonly height: number;
  readonly animation: Animation;
  /** Tells the decoder how to read `data`. */
  readonly raw: { width: number; height: number; channels: Channels; pageHeight: number };
}

interface Target {
  readonly format: ImageFormat;
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly delaysMilliseconds?: readonly number[];
  readonly loop?: number;
}

/** Time limit of one decode; a normal one takes a fraction of a second. */
const decodeTimeoutSeconds = 20;

/** Warnings about files of well-known cameras whose pixels are complete nevertheless. */
const harmlessWarnings = /Invalid SOS parameters for sequential JPEG|extraneous bytes before marker 0xd9/;

/**
 * The decoder's message when it does not know the reason: libvips keeps the reason in one buffer for all threads, and
 * another image's decode that ends at the same moment clears it.
 */
const lostReason = /treated as error due to failOn setting/;
const attemptsToLearnReason = 8;

/** The decoder's messages for a scan that ends early, and for nothing else. */
const cutWarnings =
  /premature end of data segment|Invalid SOS parameters for sequential JPEG|extraneous bytes before marker 0xd9/;

/**
 * Decodes all pixels of a file, upright and in sRGB, scaled to `width` × `height`. The last rows or the finest detail
 * of a JPEG that was cut off may be missing.
 * @throws AppError `INVALID_IMAGE` if any other part cannot be read; `OVERLOADED` if decoding takes too long.
 */
export async function decodePixels(bytes: Buffer, target: Target): Promise<Pixels> {
  const cut = target.format === 'jpeg' ? findCut(bytes) : null;
  return cut ? decodeCut(cut, target) : decodeWhole(bytes, target);
}

async function decodeCut(cut: CutJpeg, target: Target): Promise<Pixels> {
  const strict = await decodeStrictly(cut.bytes, target, 'warning');
  if ('pixels' in strict) return strict.pixels;
  if (!cutWarnings.test(strict.reason)) throw undecodable(strict.cause);
  try {
    if (cut.isCovered || (cut.isSingleScan && (await hasNearlyAllRows(cut))))
      return await decode(cut.bytes, target, 'none');
  } catch (cause) {
    throw undecodable(cause);
  }
  throw invalidImage('A part of this picture is missing. Send the whole file.');
}

async function decodeWhole(bytes: Buffer, target: Target): Promise<Pixels> {
  // A PNG's checksums were verified earlier: its remaining warnings concern color profiles, not pixels.
  const strict = await decodeStrictly(bytes, target, target.format === 'png' ? 'truncated' : 'warning');
  if ('pixels' in strict) return strict.pixels;
  if (!harmlessWarnings.test(strict.reason)) throw undecodable(strict.cause);
  return decode(bytes, target, 'truncated').catch((cause: unknown) => {
    throw undecodable(cause);
  });
}

/** The pixels, or the decoder's own reason for the failure: tries again if another decode cleared the reason. */
async function decodeStrictly(
  bytes: Buffer,
  target: Target,
  failOn: 'truncated' | 'warning',
): Promise<{ pixels: Pixels } | { reason: string; cause: unknown }> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { pixels: await decode(bytes, target, failOn) };
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : '';
      if (!lostReason.test(reason) || attempt === attemptsToLearnReason) return { reason, cause };
    }
  }
}

/** Scales, and crops to the center if the shape differs. */
export function cropPixels(pixels: Pixels, size: { width: number; height: number }): Promise<Pixels> {
  return resizePixels(pixels, { ...size, fit: 'cover', position: 'centre' });
}

/** Scales to another size of the same shape: without computing a crop it takes a quarter less time. */
export function scalePixels(pixels: Pixels, size: { width: number; height: number }): Promise<Pixels> {
  return resizePixels(pixels, { ...size, fit: 'fill' });
}

async function resizePixels(pixels: Pixels, size: ResizeOptions): Promise<Pixels> {
  if (size.width === pixels.width && size.height === pixels.height) return pixels;
  const sharp = await loadDecoder();
  const { data, info } = await sharp(pixels.data, { raw: pixels.raw, pages: pixels.animation.frames })
    .resize(size)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return pixelsOf(data, info, pixels.animation);
}

/** Only the first frame. */
export function firstFrameOf(pixels: Pixels): Pixels {
  const { width, height, raw } = pixels;
  const data = pixels.data.subarray(0, width * height * raw.channels);
  return { ...pixels, data, raw: { ...raw, height }, animation: still };
}

const still: Animation = { frames: 1, delaysMilliseconds: [], loop: 0 };

async function decode(bytes: Buffer, target: Target, failOn: 'none' | 'truncated' | 'warning'): Promise<Pixels> {
  const sharp = await loadDecoder();
  const { width, height, frames, delaysMilliseconds = [], loop = 0 } = target;
  // The header's number of pixels was checked already; the decoder's own limit would count scaled-down reads.
  const { data, info } = await sharp(bytes, { failOn, pages: frames, limitInputPixels: false })
    .autoOrient()
    .resize({ width, height, fit: 'fill' })
    .toColourspace('srgb')
    .timeout({ seconds: decodeTimeoutSeconds })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return pixelsOf(data, info, { frames, delaysMilliseconds, loop });
}

function pixelsOf(
  data: Buffer,
  info: { width: number; height: number; channels: Channels },
  animation: Animation,
): Pixels {
  const { width, channels } = info;
  const totalHeight = data.length / (width * channels);
  const height = totalHeight / animation.frames;
  return { data, width, height, animation, raw: { width, height: totalHeight, channels, pageHeight: height } };
}

function undecodable(cause: unknown): AppError {
  if (cause instanceof Error && cause.message.startsWith('timeout')) {
    return new AppError('OVERLOADED', { details: { retryAfterSeconds: 5 }, cause });
  }
  return invalidImage(undefined, cause);
}
