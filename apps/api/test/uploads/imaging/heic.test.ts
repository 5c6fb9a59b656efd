import fc from 'fast-check';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../../src/platform/errors/app-error.ts';
import { VirusScanner } from '../../../src/platform/virus-scan/virus-scanner.ts';
import { isHeif, readHeifHeader } from '../../../src/uploads/heif/container.ts';
import { convertHeic, inspectHeic } from '../../../src/uploads/imaging/heic-converter.ts';
import { decodeHeic } from '../../../src/uploads/heif/libheif.ts';
import type { ImageKind, ProcessedImage } from '../../../src/uploads/imaging/image-pipeline.ts';
import { ImageProcessor } from '../../../src/uploads/imaging/image-processor.service.ts';
import { testConfig } from '../../support/config.ts';
import { colors, heicFile, heifGrid, mirroring, quarterColors, rotation } from './heic-files.ts';

class NothingFound extends VirusScanner {
  override findMalware(): Promise<null> {
    return Promise.resolve(null);
  }

  override isUp(): Promise<boolean> {
    return Promise.resolve(true);
  }
}

const limits = { maxPixels: 40_000_000, maxFrames: 100 };
const processor = new ImageProcessor(new NothingFound(), testConfig(), pino({ level: 'silent' }));
let directory: string;
let files = 0;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'pixelboxx-heic-'));
});

afterAll(() => rmSync(directory, { recursive: true }));

function upload(bytes: Buffer, kind: ImageKind = 'image'): Promise<ProcessedImage> {
  const path = join(directory, String((files += 1)));
  writeFileSync(path, bytes);
  return processor.process(path, kind);
}

/** What its uploader is told. */
async function refusalOf(bytes: Buffer): Promise<string> {
  const error = await upload(bytes).then(
    () => null,
    (cause: unknown) => cause,
  );
  return error instanceof AppError ? error.code : `not refused: ${String(error)}`;
}

/** Near the four corners, from the upper left to the lower right. */
async function cornersOf({ variants }: ProcessedImage): Promise<number[][]> {
  const { data, info } = await sharp(variants.at(-1)?.bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => {
    const start = (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * 3;
    return [...data.subarray(start, start + 3)];
  };
  return [at(0.2, 0.2), at(0.8, 0.2), at(0.2, 0.8), at(0.8, 0.8)];
}

async function expectColors(image: ProcessedImage, wantedColors: readonly string[]): Promise<void> {
  const corners = await cornersOf(image);
  for (const [index, color] of wantedColors.entries()) {
    const wanted = [1, 3, 5].map((start) => Number.parseInt(color.slice(start, start + 2), 16));
    for (const [channel, value] of (corners[index] ?? []).entries()) {
      expect(Math.abs(value - (wanted[channel] ?? 0)), `corner ${index} of ${String(corners[index])}`).toBeLessThan(30);
    }
  }
}

const [red, green, blue, yellow] = quarterColors;

describe('a HEIC picture', () => {
  it.each([
    ['quarters.heic', 320, 240],
    ['odd-size.heic', 97, 61],
    ['ten-bit.heic', 320, 240],
    ['display-p3.heic', 320, 240],
    ['two-pictures.heic', 320, 240],
    ['with-exif.heic', 320, 240],
  ])('[D3] %s keeps its colours, %s × %s', async (name, width, height) => {
    const image = await upload(heicFile(name));
    expect(image).toMatchObject({ width, height });
    await expectColors(image, quarterColors);
  });

  it('[D3] keeps transparency', async () => {
    const image = await upload(heicFile('alpha.heic'));
    const { channels } = await sharp(image.variants.at(-1)?.bytes).stats();
    expect(channels[3]).toMatchObject({ min: 0, max: 255 });
  });

  it('[D3] becomes an avatar', async () => {
    const image = await upload(heicFile('quarters.heic'), 'avatar');
    expect(image.variants.map(({ width, height }) => [width, height])).toEqual([
      [64, 64],
      [240, 240],
      [240, 240],
    ]);
    await expectColors(image, quarterColors);
  });

  it('[D3] made of tiles, as phones do, is assembled and cropped to its size', async () => {
    const image = await upload(heifGrid({ columns: 3, rows: 2, width: 180, height: 120 }));
    expect(image).toMatchObject({ width: 180, height: 120 });
    const { data, info } = await sharp(image.variants.at(-1)?.bytes).raw().toBuffer({ resolveWithObject: true });
    const reds = [16, 80, 144].map((x) => data[(16 * info.width + x) * info.channels] ?? 0);
    for (const value of reds) expect(value).toBeGreaterThan(190);
  });

  it.each([
    ['as it is', [], [red, green, blue, yellow]],
    ['turned once', [rotation(1)], [green, yellow, red, blue]],
    ['turned twice', [rotation(2)], [yellow, blue, green, red]],
    ['turned three times', [rotation(3)], [blue, red, yellow, green]],
    ['mirrored', [mirroring(true)], [green, red, yellow, blue]],
    ['upside down', [mirroring(false)], [blue, yellow, red, green]],
  ])('[D3] is shown %s, as stated in its container', async (_how, properties, corners) => {
    const image = await upload(heifGrid({ columns: 1, rows: 1, width: 64, height: 64, properties }));
    await expectColors(image, corners);
  });

  it('[D3] keeps nothing but its pixels', async () => {
    const file = heicFile('with-exif.heic');
    expect(file.includes('CANARY-EXIF')).toBe(true);
    for (const { bytes } of (await upload(file)).variants) {
      expect(bytes.includes('CANARY')).toBe(false);
      const { exif, icc, xmp } = await sharp(bytes).metadata();
      expect([exif, icc, xmp]).toEqual([undefined, undefined, undefined]);
    }
  });
});

describe('a HEIF file that is refused', () => {
  it('[D3] is refused as unsupported if it is AVIF or HDR', async () => {
    expect(await refusalOf(heicFile('quarters.avif'))).toBe('UNSUPPORTED_MEDIA_TYPE');
    expect(() => inspectHeic(heicFile('quarters.avif'), limits)).toThrow(/AVIF/);
    const graded = (curve: number) =>
      heifGrid({ columns: 1, rows: 1, width: 64, height: 64, properties: [colors(curve)] });
    for (const curve of [16, 18]) expect(() => inspectHeic(graded(curve), limits)).toThrow(/HDR/);
    expect(inspectHeic(graded(1), limits)).toMatchObject({ codec: 'hvc1', isHdr: false });
  });

  it('[D3] with too many pixels in its header is refused without starting a decoder process', async () => {
    const bomb = heifGrid({ columns: 20, rows: 20, width: 30_000, height: 30_000 });
    expect(bomb.length).toBeLessThan(20_000);
    expect(() => inspectHeic(bomb, limits)).toThrow(AppError);
    expect(await refusalOf(bomb)).toBe('IMAGE_TOO_LARGE');
    expect(await refusalOf(heifGrid({ columns: 1, rows: 1, width: 20_000, height: 64 }))).toBe('IMAGE_TOO_LARGE');
  });

  it('[D3] with more pixels than its header says is invalid', async () => {
    const lying = Buffer.from(heicFile('forty-megapixels.heic'));
    const at = lying.indexOf('ispe') + 8;
    lying.writeUInt32BE(64, at);
    lying.writeUInt32BE(64, at + 4);
    expect(readHeifHeader(lying)).toMatchObject({ width: 64, height: 64 });
    expect(await refusalOf(lying)).toBe('INVALID_IMAGE');
  });

  it('[D3] needs more memory than the decoder may use', async () => {
    await expect(decodeHeic(heicFile('forty-megapixels.heic'), 64 * 1024 * 1024)).rejects.toThrow();
    expect(await decodeHeic(heicFile('quarters.heic'), 64 * 1024 * 1024)).toMatchObject({ width: 320, height: 240 });
  });

  it('[D3] is not one of 40 megapixels: the decoder can handle that', async () => {
    const file = heicFile('forty-megapixels.heic');
    const header = inspectHeic(file, limits);
    // The bound in question is memory; a busy machine may take its time.
    const png = await convertHeic(file, header, 200_000);
    expect(await sharp(png, { limitInputPixels: false }).metadata()).toMatchObject({ width: 7296, height: 5472 });
  }, 240_000);

  it('[D3] is truncated at any point', async () => {
    const file = heicFile('quarters.heic');
    for (const length of [17, 64, 200, 400, 600, file.length - 200, file.length - 20, file.length - 1]) {
      expect(await refusalOf(file.subarray(0, length)), `${length} of ${file.length}`).toMatch(
        /^(INVALID_IMAGE|UNSUPPORTED_MEDIA_TYPE)$/,
      );
    }
  });
});

it('[D3] reading the header of arbitrary bytes succeeds or refuses them, and throws nothing else (generated)', () => {
  const bases = [
    heicFile('quarters.heic'),
    heicFile('alpha.heic'),
    heifGrid({ columns: 2, rows: 2, width: 128, height: 128 }),
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...bases),
      fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 12 }),
      fc.nat(),
      (base, changes, cut) => {
        const bytes = Buffer.from(base);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        const file = cut % 3 ? bytes : bytes.subarray(0, cut % bytes.length);
        isHeif(file);
        const header = readHeifHeader(file);
        if (header) expect(header.width).toBeGreaterThanOrEqual(0);
      },
    ),
    { seed: 23008, numRuns: 3000 },
  );
});
