import fc from 'fast-check';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../platform/errors/app-error.ts';
import { findCut } from './cut-jpeg.ts';
import { processImage, type ProcessedImage } from './image-pipeline.ts';
import { photo, plain } from '../../../test/support/uploads/images.ts';

const limits = { maxPixels: 40_000_000, maxFrames: 100 };
const size = { width: 640, height: 480 };
const process = (bytes: Buffer): Promise<ProcessedImage> => processImage(bytes, 'image', limits);

/** The image, or the code of its refusal; any other result is a fault of ours. */
async function outcomeOf(bytes: Buffer): Promise<ProcessedImage | string> {
  try {
    return await process(bytes);
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

/** Rows at the bottom with a single color, as a share of all. */
async function blankShareOf({ variants }: ProcessedImage): Promise<number> {
  const { data, info } = await sharp(variants.at(-1)?.bytes).greyscale().raw().toBuffer({ resolveWithObject: true });
  let blank = 0;
  for (let y = info.height - 1; y >= 0; y -= 1) {
    const row = data.subarray(y * info.width * info.channels, (y + 1) * info.width * info.channels);
    if (Math.max(...row) - Math.min(...row) > 12) break;
    blank += 1;
  }
  return blank / info.height;
}

describe('a truncated JPEG', () => {
  const variants = {
    baseline: () => photo(size).jpeg({ quality: 85 }).toBuffer(),
    'grey baseline': () => photo(size).greyscale().jpeg({ quality: 85 }).toBuffer(),
    progressive: () => photo(size).jpeg({ quality: 85, progressive: true }).toBuffer(),
    '4:4:4': () => photo(size).jpeg({ quality: 85, chromaSubsampling: '4:4:4' }).toBuffer(),
    'turned on its side': () => photo(size).withMetadata({ orientation: 6 }).jpeg({ quality: 85 }).toBuffer(),
  };
  const whole = new Map<string, Buffer>();
  beforeAll(async () => {
    for (const [name, make] of Object.entries(variants)) whole.set(name, await make());
  });
  const fileOf = (name: string): Buffer => whole.get(name) ?? Buffer.alloc(0);

  it.each(Object.keys(variants))('[D3] without its end marker is the same picture: %s', async (name) => {
    const file = fileOf(name);
    expect(findCut(file)).toBeNull();
    const { contentHash } = await process(file);
    for (const cut of [1, 2]) expect(await outcomeOf(file.subarray(0, -cut))).toMatchObject({ contentHash });
  });

  it.each(['baseline', 'grey baseline', '4:4:4', 'turned on its side'])(
    '[D3] without a few rows is accepted, without half of them refused: %s',
    async (name) => {
      const file = fileOf(name);
      for (const share of [0.999, 0.98, 0.96]) {
        expect(await outcomeOf(file.subarray(0, Math.floor(file.length * share)))).toMatchObject({
          variants: [{}, {}],
        });
      }
      for (const share of [0.85, 0.5, 0.1, 0.01]) {
        expect(await outcomeOf(file.subarray(0, Math.floor(file.length * share)))).toBe('INVALID_IMAGE');
      }
    },
  );

  it('[D3] of progressive type is accepted if cut in its last refinement, refused if cut before the first scan is complete', async () => {
    const file = fileOf('progressive');
    expect(await outcomeOf(file.subarray(0, -20))).toMatchObject({ variants: [{}, {}] });
    for (const share of [0.1, 0.02]) {
      expect(await outcomeOf(file.subarray(0, Math.floor(file.length * share)))).toBe('INVALID_IMAGE');
    }
  });

  it('[D3] cut anywhere is accepted with nearly all of its rows, or refused (generated)', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.keys(variants)),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (name, share) => {
          const file = fileOf(name);
          // Half of the samples are near the end, where the outcome is decided.
          const kept = share < 0.5 ? 1 - share / 5 : 2 * share - 1;
          const outcome = await outcomeOf(file.subarray(0, Math.ceil(file.length * kept)));
          if (typeof outcome === 'string') expect(outcome).toMatch(/^(INVALID_IMAGE|UNSUPPORTED_MEDIA_TYPE)$/);
          else if (name !== 'turned on its side') expect(await blankShareOf(outcome)).toBeLessThan(0.1);
        },
      ),
      { seed: 81, numRuns: 40 },
    );
  }, 240_000);

  it('[D3] with damaged code tables is refused', async () => {
    const file = Buffer.from(fileOf('baseline').subarray(0, -2));
    const defineHuffmanTable = Buffer.from([0xff, 0xc4]);
    const lengths = file.indexOf(defineHuffmanTable) + 5;
    file.fill(0xa5, lengths, lengths + 16);
    expect(findCut(file)).not.toBeNull();
    await expect(process(file)).rejects.toMatchObject({
      code: 'INVALID_IMAGE',
      message: expect.not.stringContaining('missing') as string,
    });
  });

  it('[D3] is distinguished from other damage while many images are decoded simultaneously', async () => {
    const small = await plain({ width: 64, height: 48 }, '#cc2020').jpeg().toBuffer();
    const missing = fileOf('baseline').subarray(0, Math.floor(fileOf('baseline').length / 3));
    const explain = (bytes: Buffer) => process(bytes).catch((error: unknown) => String(error));
    for (let round = 0; round < 25; round += 1) {
      const others = Array.from({ length: 6 }, () => process(small));
      const reasons = await Promise.all([explain(missing), explain(missing), explain(missing)]);
      for (const reason of reasons) expect(reason).toContain('A part of this picture is missing');
      await Promise.all(others);
    }
  });
});

describe('a file that every browser shows', () => {
  const red = () => plain({ width: 64, height: 48 }, '#cc2020');
  const app = (marker: number, body: string) => {
    const payload = Buffer.from(body, 'latin1');
    const head = Buffer.from([0xff, marker, 0, 0]);
    head.writeUInt16BE(payload.length + 2, 2);
    return Buffer.concat([head, payload]);
  };
  /** Several images in sequence; the first lists the others (CIPA DC-007). */
  const multiImage = async () => {
    const file = await red().jpeg().toBuffer();
    return Buffer.concat([file.subarray(0, 2), app(0xe2, 'MPF\0II*\0\b\0\0\0\0\0'), file.subarray(2), file]);
  };

  it.each<[string, () => Promise<Buffer>]>([
    ['a JPEG of several pictures (MPO)', multiImage],
    ['a progressive JPEG', () => red().jpeg({ progressive: true }).toBuffer()],
    ['a grey JPEG', () => red().greyscale().jpeg().toBuffer()],
    ['a CMYK JPEG', () => red().toColourspace('cmyk').jpeg().toBuffer()],
    [
      'a JPEG with bytes behind it',
      async () => Buffer.concat([await red().jpeg().toBuffer(), Buffer.alloc(4096, 0x41)]),
    ],
    ['a PNG of 16 bits a channel', () => red().toColourspace('rgb16').png().toBuffer()],
    ['a grey PNG of 16 bits', () => red().toColourspace('grey16').png().toBuffer()],
    ['a PNG with a palette', () => red().png({ palette: true }).toBuffer()],
    ['an interlaced PNG', () => red().png({ progressive: true }).toBuffer()],
    ['a PNG with bytes behind it', async () => Buffer.concat([await red().png().toBuffer(), Buffer.alloc(100, 0x41)])],
    ['a lossless WebP', () => red().webp({ lossless: true }).toBuffer()],
  ])('[D3] is accepted: %s', async (_what, make) => {
    expect(await outcomeOf(await make())).toMatchObject({ width: 64, height: 48 });
  });

  it('[D3] is not a JPEG behind other bytes, which no browser shows', async () => {
    const file = Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\n\r\n'), await red().jpeg().toBuffer()]);
    expect(await outcomeOf(file)).toBe('UNSUPPORTED_MEDIA_TYPE');
  });
});
