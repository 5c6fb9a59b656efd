import { constants, deflateRawSync } from 'node:zlib';
import sharp from 'sharp';
import {
  type PngChunk,
  pngHeader,
  type PngHeader,
  pngOf,
  riffChunk,
  webpHeader,
  webpOf,
  withPngChunks,
} from './containers.ts';
import type { CorpusFile, Expectation } from './corpus-file.ts';
import { makeImage } from './bases.ts';
import type { Random } from './random.ts';

/** Small files that are large once opened. */
export async function makeBombs(random: Random): Promise<CorpusFile[]> {
  const png = await makeImage(random, 'png');
  const bombs: [string, Buffer, Expectation][] = [
    ['png-16000-square', flatPng({ width: 16_000, height: 16_000 }), 'refuse'],
    ['png-16000-square-interlaced', flatPng({ width: 16_000, height: 16_000, interlaced: true }), 'refuse'],
    [
      'png-6300-square-interlaced-16-bit',
      flatPng({ width: 6300, height: 6300, depth: 16, colour: 6, interlaced: true }),
      'refuse',
    ],
    // As much as is allowed: what it costs is part of what is measured.
    ['png-6300-square', flatPng({ width: 6300, height: 6300 }), 'accept'],
    [
      'png-2-billion-square',
      pngOf([pngHeader({ width: 0x7fffffff, height: 0x7fffffff }), ...pixelsAndEnd(100)]),
      'refuse',
    ],
    ['png-million-wide', flatPng({ width: 1_000_000, height: 30 }), 'refuse'],
    ['png-million-high', flatPng({ width: 30, height: 1_000_000 }), 'either'],
    ['jpeg-65500-high-sideways', await sideways(), 'either'],
    [
      'png-fewer-pixels-than-claimed',
      pngOf([pngHeader({ width: 5000, height: 5000 }), ...pixelsAndEnd(5000)]),
      'refuse',
    ],
    [
      'png-text-of-200-megabytes',
      withPngChunks(png, { type: 'zTXt', data: inflatable('bomb\0\0', 200_000_000) }),
      'either',
    ],
    [
      'png-profile-of-200-megabytes',
      withPngChunks(png, { type: 'iCCP', data: inflatable('bomb\0\0', 200_000_000) }),
      'either',
    ],
    [
      'png-50000-chunks',
      withPngChunks(png, ...Array<PngChunk>(50_000).fill({ type: 'tEXt', data: Buffer.from('a\0b') })),
      'either',
    ],
    ['jpeg-2000-scans', await manyScans(2000), 'refuse'],
    ['jpeg-progressive-5000-square', await flatJpeg(5000), 'accept'],
    ['jpeg-progressive-12000-square-header', await resizedHeader(12_000), 'refuse'],
    ['webp-16383-square', webpOf(riffChunk('VP8L', losslessHeader(16_383, 16_383))), 'refuse'],
    ['webp-canvas-of-16-million-square', webpOf(webpHeader(2, 2 ** 24, 2 ** 24)), 'refuse'],
    ['webp-5000-frames', await webpOfFrames(random, 5000), 'refuse'],
    ['gif-5000-frames', gifOfFrames(5000), 'refuse'],
    ['gif-201-frames', gifOfFrames(201), 'refuse'],
    ['gif-200-frames', gifOfFrames(200), 'accept'],
    ['gif-200-frames-of-4-megapixels', gifOfFrames(200, 2000), 'refuse'],
  ];
  return bombs.map(([name, bytes, expected]) => ({ name: `bomb/${name}`, bytes, expected }));
}

const million = deflateRawSync(Buffer.alloc(1_000_000), { finishFlush: constants.Z_SYNC_FLUSH });

/** A zlib stream of so many zeros, without ever having them in memory (RFC 1950, RFC 1951). */
function zlibOfZeros(length: number): Buffer {
  const rest = deflateRawSync(Buffer.alloc(length % 1_000_000));
  const sum = Buffer.alloc(4);
  // Adler-32 of zeros: the first sum stays 1, the second counts the bytes.
  sum.writeUInt32BE(((length % 65_521) * 65_536 + 1) >>> 0);
  const parts = Array<Buffer>(Math.floor(length / 1_000_000)).fill(million);
  return Buffer.concat([Buffer.from([0x78, 0x9c]), ...parts, rest, sum]);
}

function inflatable(head: string, length: number): Buffer {
  return Buffer.concat([Buffer.from(head, 'latin1'), zlibOfZeros(length)]);
}

function pixelsAndEnd(zeros: number) {
  return [
    { type: 'IDAT', data: zlibOfZeros(zeros) },
    { type: 'IEND', data: Buffer.alloc(0) },
  ];
}

function flatPng(header: PngHeader): Buffer {
  const { width, height, depth = 8, colour = 2, interlaced = false } = header;
  const pixelBytes = (depth / 8) * (colour === 6 ? 4 : 3);
  const lines = (across: number, down: number) => (across > 0 ? down * (1 + across * pixelBytes) : 0);
  const passes = [
    [0, 8, 0, 8],
    [4, 8, 0, 8],
    [0, 4, 4, 8],
    [2, 4, 0, 4],
    [0, 2, 2, 4],
    [1, 2, 0, 2],
    [0, 1, 1, 2],
  ] as const;
  const bytes = interlaced
    ? passes.reduce((sum, [x, dx, y, dy]) => sum + lines(Math.ceil((width - x) / dx), Math.ceil((height - y) / dy)), 0)
    : lines(width, height);
  return pngOf([pngHeader(header), ...pixelsAndEnd(bytes)]);
}

function flatJpeg(edge: number): Promise<Buffer> {
  return sharp({ create: { width: edge, height: edge, channels: 3, background: '#336699' } })
    .jpeg({ progressive: true, quality: 40 })
    .toBuffer();
}

/** Said to lie on its side: whoever turns it needs all of it at once. */
function sideways(): Promise<Buffer> {
  return sharp({ create: { width: 600, height: 65_500, channels: 3, background: '#663399' } })
    .jpeg({ quality: 40 })
    .withMetadata({ orientation: 6 })
    .toBuffer();
}

/** The last scan over and over: each one costs the decoder a walk over the whole image. */
async function manyScans(count: number): Promise<Buffer> {
  const jpeg = await flatJpeg(1500);
  const start = jpeg.lastIndexOf(Buffer.from([0xff, 0xda]));
  const scan = jpeg.subarray(start, jpeg.length - 2);
  return Buffer.concat([
    jpeg.subarray(0, jpeg.length - 2),
    ...Array<Buffer>(count).fill(scan),
    Buffer.from([0xff, 0xd9]),
  ]);
}

async function resizedHeader(edge: number): Promise<Buffer> {
  const jpeg = await flatJpeg(64);
  const frame = jpeg.indexOf(Buffer.from([0xff, 0xc2]));
  jpeg.writeUInt16BE(edge, frame + 5);
  jpeg.writeUInt16BE(edge, frame + 7);
  return jpeg;
}

/** Signature, 14 bits of width and height less one, no alpha, version 0 (WebP lossless specification, 3). */
function losslessHeader(width: number, height: number): Buffer {
  const bits = (width - 1) | ((height - 1) << 14);
  const data = Buffer.alloc(16);
  data[0] = 0x2f;
  data.writeUInt32LE(bits >>> 0, 1);
  return data;
}

async function webpOfFrames(random: Random, count: number): Promise<Buffer> {
  const still = await sharp(await makeImage(random, 'png'))
    .resize(16, 12)
    .webp({ lossless: true })
    .toBuffer();
  const place = Buffer.alloc(16);
  place.writeUIntLE(15, 6, 3);
  place.writeUIntLE(11, 9, 3);
  place.writeUIntLE(20, 12, 3);
  const frame = riffChunk('ANMF', Buffer.concat([place, still.subarray(12)]));
  return webpOf(webpHeader(2, 16, 12), riffChunk('ANIM', Buffer.alloc(6)), ...Array<Buffer>(count).fill(frame));
}

/** `edge` is that of the canvas; each frame draws 16 × 16 of it. */
function gifOfFrames(count: number, edge = 16): Buffer {
  const header = Buffer.from('GIF89a\0\0\0\0\x80\0\0\0\0\0\xff\xff\xff', 'latin1');
  header.writeUInt16LE(edge, 6);
  header.writeUInt16LE(edge, 8);
  const frame = Buffer.from([
    ...[0x2c, 0, 0, 0, 0, 16, 0, 16, 0, 0, 2, 14],
    ...[0x8c, 0x8f, 0xa9, 0xcb, 0xed, 0x0f, 0xa3, 0x9c, 0xb4, 0xda, 0x8b, 0xb3, 0x3e, 0x05, 0],
  ]);
  return Buffer.concat([header, ...Array<Buffer>(count).fill(frame), Buffer.from(';')]);
}
