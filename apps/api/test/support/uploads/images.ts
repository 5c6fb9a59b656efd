import { randomBytes } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';

/** Images for tests, all generated here: real ones by sharp, hostile ones by hand. */

export interface Size {
  readonly width: number;
  readonly height: number;
}

const grains = 1 << 18;
/** Odd, so that as many photos as there are grains each begin at another one. */
const stride = 65_537;
let grain: Uint8Array | undefined;
let photos = 0;

/**
 * Photo-like: noise does not compress well, and no two calls in a process produce the same image. The noise is generated once
 * per process, because sharp's own noise and blending cost 60 ms for the default size, more than the api's processing of it.
 */
export function photo({ width, height }: Size = { width: 640, height: 480 }, color = '#3366cc'): Sharp {
  grain ??= gaussianNoise();
  const pixels = Buffer.alloc(width * height * 4, 255);
  let at = photos * stride;
  photos += 1;
  for (const [channel, base] of channelsOf(color).entries()) {
    const shades = Uint8Array.from({ length: 256 }, (_, light) => 255 * softLight(base / 255, light / 255));
    for (let i = channel; i < pixels.length; i += 4) {
      pixels[i] = shades[grain[at % grains] ?? 0] ?? 0;
      at += 1;
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 4 } });
}

/** Bytes with a mean of 128 and a standard deviation of 30. A sum of twelve uniform bytes is almost normal, with a deviation of 256. */
function gaussianNoise(): Uint8Array {
  const uniform = randomBytes(12 * grains);
  return Uint8Array.from({ length: grains }, (_, index) => {
    let sum = 0;
    for (let i = 0; i < 12; i += 1) sum += uniform[12 * index + i] ?? 0;
    return 128 + (30 * (sum - 12 * 127.5)) / 256;
  });
}

/** The blend mode of that name (W3C, Compositing and Blending Level 1). */
function softLight(base: number, light: number): number {
  if (light <= 0.5) return base - (1 - 2 * light) * base * (1 - base);
  const bright = base <= 0.25 ? ((16 * base - 12) * base + 4) * base : Math.sqrt(base);
  return base + (2 * light - 1) * (bright - base);
}

/** Red, green and blue of `#rgb` or `#rrggbb`. */
function channelsOf(color: string): number[] {
  const digits = color.length === 4 ? color.replaceAll(/[0-9a-f]/gi, '$&$&') : color;
  return [1, 3, 5].map((start) => Number.parseInt(digits.slice(start, start + 2), 16));
}

export function plain({ width, height }: Size, color: string): Sharp {
  return sharp({ create: { width, height, channels: 3, background: color } });
}

/** Left half black, right half white, stored rotated as cameras do: upright, the upper half is black. */
export async function sideways(): Promise<Buffer> {
  const { width, height } = { width: 320, height: 240 };
  const pixels = Buffer.alloc(width * height * 3);
  for (let i = 0; i < pixels.length; i += 1) pixels[i] = Math.floor(i / 3) % width < width / 2 ? 0 : 255;
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
}

export async function animatedGif(
  frames: number,
  { width, height }: Size = { width: 120, height: 80 },
): Promise<Buffer> {
  const pixels = Buffer.alloc(width * height * 3 * frames);
  for (let frame = 0; frame < frames; frame += 1) pixels.fill(20 + frame * 30, frame * width * height * 3);
  const raw = { width, height: height * frames, channels: 3, pageHeight: height } as const;
  return sharp(pixels, { raw, pages: -1 })
    .gif({ delay: Array<number>(frames).fill(90), loop: 2, effort: 1, dither: 0, colours: 4 })
    .toBuffer();
}

/** The given number of copies of a minimal frame, far cheaper than with an encoder. */
export function gifOfFrames(count: number): Buffer {
  const header = Buffer.from('GIF89a\x10\0\x10\0\x80\0\0\0\0\0\xff\xff\xff', 'latin1');
  const frame = Buffer.from([
    ...[0x2c, 0, 0, 0, 0, 16, 0, 16, 0, 0, 2, 14],
    ...[0x8c, 0x8f, 0xa9, 0xcb, 0xed, 0x0f, 0xa3, 0x9c, 0xb4, 0xda, 0x8b, 0xb3, 0x3e, 0x05, 0],
  ]);
  return Buffer.concat([header, ...Array<Buffer>(count).fill(frame), Buffer.from(';')]);
}

/** A lossless WebP of one color: its few bytes are the same for every size, except for the two 14-bit numbers. */
export async function flatWebp({ width, height }: Size): Promise<Buffer> {
  const webp = await plain({ width: 16, height: 16 }, '#333').webp({ lossless: true }).toBuffer();
  webp.writeUInt32LE((webp.readUInt32LE(21) & 0xf0_00_00_00) | (width - 1) | ((height - 1) << 14), 21);
  return webp;
}

export function pngChunk(type: string, data: Buffer): Buffer {
  const chunk = Buffer.alloc(12 + data.length);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(type, 4, 'latin1');
  data.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length);
  return chunk;
}

/** A PNG that claims a size, with the given compressed pixels and further chunks. */
export function handmadePng({ width, height }: Size, idat: Buffer, chunks: Buffer[] = [], interlaced = false): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, interlaced ? 1 : 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngChunk('IHDR', header),
    ...chunks,
    pngChunk('IDAT', idat),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The compressed pixels of a flat image. */
export function flatIdat({ width, height }: Size): Buffer {
  return deflateSync(Buffer.alloc(height * (1 + width * 3)));
}

export function cut(bytes: Buffer, share: number): Buffer {
  return bytes.subarray(0, Math.floor(bytes.length * share));
}

/** A JPEG comment segment right after the start marker. */
export function withJpegComment(jpeg: Buffer, comment: string): Buffer {
  const text = Buffer.from(comment);
  const segment = Buffer.alloc(4);
  segment.writeUInt16BE(0xfffe, 0);
  segment.writeUInt16BE(text.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), segment, text, jpeg.subarray(2)]);
}
