import { type Base, type Format } from './bases.ts';
import { jpegSegmentAt, pngChunk, pngChunksOf, pngHeader, pngOf, pngSignature } from './containers.ts';
import type { CorpusFile } from './corpus-file.ts';
import { integerBelow, type Random } from './random.ts';

/** Cut off at many points, from the signature alone to all but the last byte. */
export function truncate({ name, format, bytes }: Base): CorpusFile[] {
  const points = [4, 12, 20, 40, bytes.length >> 2, bytes.length >> 1, Math.floor(bytes.length * 0.75)];
  points.push(Math.floor(bytes.length * 0.9), bytes.length - 12, bytes.length - 2, bytes.length - 1);
  return [...new Set(points)].map((length) => ({
    name: `truncated/${name}/at-${length}-of-${bytes.length}`,
    bytes: bytes.subarray(0, length),
    // Of a JPEG a little may be missing, as browsers show it; how much is not for this list to say.
    expected: format === 'jpeg' && length >= bytes.length >> 2 ? 'either' : 'refuse',
  }));
}

const parts = { header: [0, 0.06, 6], middle: [0.06, 0.94, 6], end: [0.94, 1, 2] } as const;

/** One bit, or several, turned around. Some of these are images still, and may be taken as such. */
export function flipBits(random: Random, { name, bytes }: Base): CorpusFile[] {
  return Object.entries(parts).flatMap(([part, [from, to, count]]) =>
    Array.from({ length: count }, (_, index): CorpusFile => {
      const flipped = Buffer.from(bytes);
      for (let turn = 0; turn <= index % 3; turn += 1) {
        const share = from + random() * (to - from);
        const at = Math.min(bytes.length - 1, Math.floor(share * bytes.length));
        flipped[at] = (flipped[at] ?? 0) ^ (1 << integerBelow(random, 8));
      }
      return { name: `flipped/${name}/${part}-${index}`, bytes: flipped, expected: 'either' };
    }),
  );
}

/** Lengths, sizes and orders that the format forbids. */
export function misbuild({ name, format, bytes }: Base): CorpusFile[] {
  return builders[format](bytes).map(([what, built, expected = 'refuse']) => ({
    name: `misbuilt/${name}/${what}`,
    bytes: built,
    expected,
  }));
}

type Misbuilt = [what: string, bytes: Buffer, expected?: CorpusFile['expected']];

const builders: Record<Format, (bytes: Buffer) => Misbuilt[]> = {
  png: (png) => {
    const chunks = pngChunksOf(png);
    const without = (type: string) => pngOf(chunks.filter((chunk) => chunk.type !== type));
    const [header, ...rest] = chunks;
    if (!header) throw new Error('a PNG has a header');
    const badSum = Buffer.from(png);
    badSum[29] = (badSum[29] ?? 0) ^ 1;
    const sized = (width: number, height: number) => pngOf([pngHeader({ width, height }), ...rest]);
    return [
      ['no-end', without('IEND')],
      ['no-pixels', without('IDAT')],
      ['no-header', without('IHDR')],
      ['bad-checksum', badSum],
      ['huge-chunk', Buffer.concat([png.subarray(0, 33), pngChunk('tEXt', Buffer.from('a\0b'), 0x7fffffff)])],
      ['chunk-of-4-gigabytes', Buffer.concat([png.subarray(0, 33), pngChunk('IDAT', Buffer.alloc(8), 0xffffffff)])],
      ['header-twice', pngOf([header, header, ...rest]), 'either'],
      ['end-first', pngOf([header, ...chunks.filter(({ type }) => type === 'IEND')])],
      ['zero-wide', sized(0, 10)],
      ['zero-high', sized(10, 0)],
      ['a-billion-wide', sized(1_000_000_000, 1)],
      ['signature-only', pngSignature],
    ];
  },
  jpeg: (jpeg) => {
    const frame = jpegSegmentAt(jpeg, 0xc0, 0xc1, 0xc2);
    const patched = (offset: number, value: number) => {
      const copy = Buffer.from(jpeg);
      copy.writeUInt16BE(value, offset);
      return copy;
    };
    return [
      ['segment-longer-than-file', patched(4, 0xffff)],
      ['segment-of-length-zero', patched(4, 0)],
      ['zero-high', patched(frame + 5, 0)],
      ['zero-wide', patched(frame + 7, 0)],
      ['higher-than-its-pixels', patched(frame + 5, 900)],
      [
        '64k-square',
        (() => {
          const copy = patched(frame + 5, 0xffff);
          copy.writeUInt16BE(0xffff, frame + 7);
          return copy;
        })(),
      ],
      ['no-tables', Buffer.concat([jpeg.subarray(0, 2), jpeg.subarray(frame)])],
      ['start-only', jpeg.subarray(0, 2)],
    ];
  },
  webp: (webp) => {
    const sized = (size: number, offset = 4) => {
      const copy = Buffer.from(webp);
      copy.writeUInt32LE(size, offset);
      return copy;
    };
    return [
      ['claims-4-gigabytes', sized(0xfffffff6)],
      ['claims-nothing', sized(0)],
      ['first-chunk-of-4-gigabytes', sized(0xfffffff0, 16)],
      ['first-chunk-empty', sized(0, 16)],
      ['container-only', webp.subarray(0, 12)],
    ];
  },
  gif: (gif) => {
    const screen = (width: number, height: number) => {
      const copy = Buffer.from(gif);
      copy.writeUInt16LE(width, 6);
      copy.writeUInt16LE(height, 8);
      return copy;
    };
    return [
      // Some decoders ask the frames instead.
      ['64k-square', screen(0xffff, 0xffff), 'either'],
      ['zero-square', screen(0, 0), 'either'],
      ['no-trailer', gif.subarray(0, gif.length - 1)],
      ['trailer-only', Buffer.concat([gif.subarray(0, 13), Buffer.from(';')])],
      ['block-past-the-end', Buffer.concat([gif.subarray(0, gif.length - 2), Buffer.from([0xff])])],
    ];
  },
};
