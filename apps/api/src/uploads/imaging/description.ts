import { rgbaToThumbHash } from 'thumbhash';
import { loadDecoder } from './decoder/decoder.ts';
import { firstFrameOf, type Pixels } from './pixels.ts';

/** A placeholder while the image loads. */
export interface Description {
  /** Base64. */
  readonly thumbhash: string;
  /** `#rrggbb`. */
  readonly dominantColor: string;
}

/** ThumbHash accepts at most 100 pixels per edge. */
export async function describe(pixels: Pixels): Promise<Description> {
  const sharp = await loadDecoder();
  const frame = firstFrameOf(pixels);
  const { data, info } = await sharp(frame.data, { raw: frame.raw })
    .resize(100, 100, { fit: 'inside', withoutEnlargement: true })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  return {
    thumbhash: Buffer.from(rgbaToThumbHash(width, height, data)).toString('base64'),
    dominantColor: dominantColorOf(data),
  };
}

/** The color closest to the most pixels, in 16 steps per channel; transparent pixels count as on white. */
function dominantColorOf(rgba: Buffer): string {
  const counts = new Uint32Array(16 ** 3);
  let topBin = 0;
  for (let at = 0; at < rgba.length; at += 4) {
    const alpha = (rgba[at + 3] ?? 0) / 255;
    const step = (channel: number) => Math.round(255 + ((rgba[at + channel] ?? 0) - 255) * alpha) >> 4;
    const bin = (step(0) << 8) | (step(1) << 4) | step(2);
    const count = (counts[bin] ?? 0) + 1;
    counts[bin] = count;
    if (count > (counts[topBin] ?? 0)) topBin = bin;
  }
  // The middle of the step.
  return `#${[topBin >> 8, (topBin >> 4) & 15, topBin & 15].map((step) => `${step.toString(16)}8`).join('')}`;
}
