import sharp, { type Sharp } from 'sharp';
import { integerBelow, type Random } from './random.ts';

export type Format = 'jpeg' | 'png' | 'webp' | 'gif';

/** An image that is right in every way, to be broken by others. */
export interface Base {
  readonly name: string;
  readonly format: Format;
  readonly bytes: Buffer;
}

interface Shape {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3 | 4;
  readonly frames?: number;
}

/** A gradient with some noise: compresses like a photo, and every part of the file matters. */
function draw(random: Random, { width, height, channels, frames = 1 }: Shape): Sharp {
  const pixels = Buffer.alloc(width * height * channels * frames);
  for (let i = 0; i < pixels.length; i += 1) {
    const pixel = Math.floor(i / channels);
    pixels[i] = (pixel % width) + Math.floor(pixel / width) + 40 * (i % channels) + integerBelow(random, 24);
  }
  const raw = { width, height: height * frames, channels, pageHeight: height };
  return sharp(pixels, { raw, ...(frames > 1 ? { pages: -1 } : {}) });
}

/** Small, since each is sent many times; what only size brings out is made elsewhere. */
export async function makeBases(random: Random): Promise<Base[]> {
  const size = { width: 120, height: 90 };
  const colour = () => draw(random, { ...size, channels: 3 });
  const clear = () => draw(random, { ...size, channels: 4 });
  const grey = () => draw(random, { ...size, channels: 1 });
  const moving = (frames: number) => draw(random, { width: 48, height: 36, channels: 3, frames });
  const made: [string, Format, Sharp][] = [
    ['jpeg', 'jpeg', colour().jpeg({ quality: 80 })],
    ['jpeg-progressive', 'jpeg', colour().jpeg({ progressive: true })],
    ['jpeg-444', 'jpeg', colour().jpeg({ chromaSubsampling: '4:4:4' })],
    ['jpeg-grey', 'jpeg', grey().toColourspace('b-w').jpeg()],
    ['jpeg-cmyk', 'jpeg', colour().toColourspace('cmyk').jpeg()],
    ['png', 'png', colour().png()],
    ['png-alpha', 'png', clear().png()],
    ['png-interlaced', 'png', colour().png({ progressive: true })],
    ['png-palette', 'png', colour().png({ palette: true, colours: 32 })],
    ['png-16-bit', 'png', colour().toColourspace('rgb16').png()],
    ['webp', 'webp', colour().webp({ quality: 75 })],
    ['webp-lossless', 'webp', colour().webp({ lossless: true })],
    ['webp-alpha', 'webp', clear().webp()],
    ['webp-animated', 'webp', moving(3).webp({ delay: [80, 80, 80] })],
    ['gif', 'gif', colour().gif({ colours: 32 })],
    ['gif-animated', 'gif', moving(4).gif({ delay: [80, 80, 80, 80] })],
  ];
  return Promise.all(made.map(async ([name, format, image]) => ({ name, format, bytes: await image.toBuffer() })));
}

export async function makeImage(random: Random, format: 'jpeg' | 'png' | 'webp' | 'gif'): Promise<Buffer> {
  return draw(random, { width: 64, height: 48, channels: 3 }).toFormat(format).toBuffer();
}

/** Formats that a decoder may know and a site may still not want. */
export async function makeForeign(random: Random): Promise<[name: string, bytes: Buffer][]> {
  const tiny = () => draw(random, { width: 32, height: 24, channels: 3 });
  return [
    ['avif', await tiny().avif({ effort: 0 }).toBuffer()],
    ['tiff', await tiny().tiff().toBuffer()],
    ['tiff-lzw', await tiny().tiff({ compression: 'lzw' }).toBuffer()],
  ];
}
