import sharp from 'sharp';
import { AppError } from '@pixelboxx/node-kit';
import { inputSize } from './model.contract.ts';

// libvips reads dozens of formats, some of which cost a gigabyte for a kilobyte of input. Only these four are enabled.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    'VipsForeignLoadJpegBuffer',
    'VipsForeignLoadPngBuffer',
    'VipsForeignLoadWebpBuffer',
    'VipsForeignLoadNsgifBuffer',
  ],
});
sharp.cache(false);
// Images are already processed in parallel; threads within one image would only compete with them.
sharp.concurrency(1);

/** A long animation is classified by its first frame and three more, evenly spread. */
const maxSampledFrames = 4;
const decodeTimeoutSeconds = 10;
// White drawings vanish on white and black ones on black; on gray both stay visible through transparency.
const background = '#808080';

type Dimensions = { width: number; height: number; frames: number };

/**
 * Decodes an image into frames for the model: RGB bytes, rows from the top, `inputSize` pixels square.
 * @throws AppError UNSUPPORTED_MEDIA_TYPE, INVALID_IMAGE, IMAGE_TOO_LARGE
 */
export async function decodeFrames(bytes: Uint8Array, maxPixels: number): Promise<Uint8Array[]> {
  if (bytes.length === 0) throw new AppError('INVALID_IMAGE');
  if (!hasAcceptedSignature(bytes)) throw new AppError('UNSUPPORTED_MEDIA_TYPE');
  const { width, height, frames } = await readDimensions(bytes);
  if (width * height * frames > maxPixels) throw new AppError('IMAGE_TOO_LARGE', { details: { limit: maxPixels } });
  const decoded: Uint8Array[] = [];
  for (const page of sampledFrames(frames)) decoded.push(await decodeFrame(bytes, page, maxPixels));
  return decoded;
}

/** Indexes of the frames to classify. */
export function sampledFrames(frames: number): number[] {
  const count = Math.min(frames, maxSampledFrames);
  return Array.from({ length: count }, (_, index) => Math.floor((index * frames) / count));
}

function hasAcceptedSignature(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 12)).toString('latin1');
  return (
    head.startsWith('\xff\xd8\xff') ||
    head.startsWith('\x89PNG\r\n\x1a\n') ||
    head.startsWith('GIF8') ||
    (head.startsWith('RIFF') && head.endsWith('WEBP'))
  );
}

async function readDimensions(bytes: Uint8Array): Promise<Dimensions> {
  try {
    // This reads only the header, so it needs no pixel limit; we report that limit ourselves, with our own code.
    const { width, height, pages = 1 } = await sharp(bytes, { limitInputPixels: false }).metadata();
    return { width, height, frames: pages };
  } catch (cause) {
    throw new AppError('INVALID_IMAGE', { cause });
  }
}

async function decodeFrame(bytes: Uint8Array, page: number, maxPixels: number): Promise<Uint8Array> {
  try {
    return await sharp(bytes, { page, pages: 1, limitInputPixels: maxPixels, failOn: 'error', autoOrient: true })
      .timeout({ seconds: decodeTimeoutSeconds })
      // The model was trained on images squeezed to a square, not cropped.
      .resize(inputSize, inputSize, { fit: 'fill' })
      .flatten({ background })
      .toColourspace('srgb')
      .raw()
      .toBuffer();
  } catch (cause) {
    throw new AppError('INVALID_IMAGE', { cause });
  }
}
