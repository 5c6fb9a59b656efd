import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { countGifFrames, isIntactPng, sniffFormat } from './image-format.ts';
import { processImage } from './image-pipeline.ts';
import {
  animatedGif,
  flatIdat,
  gifOfFrames,
  handmadePng,
  photo,
  plain,
  pngChunk,
} from '../../../test/support/uploads/images.ts';

const limits = { maxPixels: 40_000_000, maxFrames: 200 };
const sizesOf = ({ variants }: Awaited<ReturnType<typeof processImage>>) =>
  variants.map(({ name, width, height }) => `${name}: ${width}×${height}`);

describe('processed images', () => {
  it('have all standard widths up to their own, which is the last', async () => {
    const large = await photo({ width: 2400, height: 1200 }).jpeg().toBuffer();
    expect(sizesOf(await processImage(large, 'image', limits))).toEqual([
      '320: 320×160',
      '640: 640×320',
      '1280: 1280×640',
      '2048: 2048×1024',
    ]);
    const small = await photo({ width: 500, height: 400 }).png().toBuffer();
    expect(sizesOf(await processImage(small, 'image', limits))).toEqual(['320: 320×256', '640: 500×400']);
    const tiny = await plain({ width: 9, height: 5 }, '#fff').png().toBuffer();
    expect(sizesOf(await processImage(tiny, 'image', limits))).toEqual(['320: 9×5']);
  });

  it('fit into the limits of WebP, however tall', async () => {
    const tall = await plain({ width: 400, height: 30_000 }, '#246').png().toBuffer();
    const { variants } = await processImage(tall, 'image', limits);
    expect(variants.at(-1)).toMatchObject({ width: 218, height: 16_383 });
  });

  it('keep their animation, its timing and its repetitions', async () => {
    const { variants } = await processImage(await animatedGif(4, { width: 400, height: 200 }), 'image', limits);
    for (const { bytes, width, height } of variants) {
      const metadata = await sharp(bytes).metadata();
      expect(metadata).toMatchObject({ pages: 4, loop: 2, width, delay: [90, 90, 90, 90] });
      expect(metadata.pageHeight ?? metadata.height).toBe(height);
    }
  });

  it('keep transparency', async () => {
    const clear = {
      create: { width: 100, height: 100, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0 } },
    } as const;
    const { variants } = await processImage(await sharp(clear).png().toBuffer(), 'image', limits);
    const { data, info } = await sharp(variants[0]?.bytes).raw().toBuffer({ resolveWithObject: true });
    expect(info.channels).toBe(4);
    expect(data[3]).toBe(0);
  });
});

describe('colours', () => {
  it('are converted to sRGB from a wider space', async () => {
    const wide = await plain({ width: 64, height: 64 }, '#00c000').withIccProfile('p3').png().toBuffer();
    const { variants } = await processImage(wide, 'avatar', limits);
    const [red = 0, green = 0] = await sharp(variants[0]?.bytes).raw().toBuffer();
    expect(red).toBeLessThan(40);
    expect(Math.abs(green - 0xc0)).toBeLessThan(12);
  });

  it.each([
    ['grey', () => plain({ width: 90, height: 90 }, '#999').toColourspace('b-w').png()],
    [
      'grey with transparency',
      () => plain({ width: 90, height: 90 }, '#999').ensureAlpha(0.5).toColourspace('b-w').png(),
    ],
    ['CMYK', () => plain({ width: 90, height: 90 }, '#c33').toColourspace('cmyk').jpeg()],
    ['16 bits', () => plain({ width: 90, height: 90 }, '#3c3').toColourspace('rgb16').png()],
    ['a palette', () => plain({ width: 90, height: 90 }, '#33c').png({ palette: true })],
  ])('of a picture in %s are converted', async (_name, make) => {
    const { variants } = await processImage(await make().toBuffer(), 'avatar', limits);
    expect((await sharp(variants[0]?.bytes).metadata()).space).toBe('srgb');
  });
});

describe('the same picture', () => {
  it('has the same hash every time, and another picture another one', async () => {
    const image = await photo().jpeg().toBuffer();
    const hashes = await Promise.all([image, image].map((bytes) => processImage(bytes, 'avatar', limits)));
    expect(hashes[0]?.contentHash).toBe(hashes[1]?.contentHash);
    expect(hashes[0]?.contentHash).toMatch(/^[0-9a-f]{64}$/);
    const other = await processImage(await photo(undefined, '#111').jpeg().toBuffer(), 'avatar', limits);
    expect(other.contentHash).not.toBe(hashes[0]?.contentHash);
  });
});

describe('limits', () => {
  it('count all frames of an animation together', async () => {
    const gif = await animatedGif(10, { width: 100, height: 100 });
    await expect(processImage(gif, 'image', { maxPixels: 99_999, maxFrames: 10 })).rejects.toMatchObject({
      code: 'IMAGE_TOO_LARGE',
    });
    await expect(processImage(gif, 'image', { maxPixels: 100_000, maxFrames: 9 })).rejects.toMatchObject({
      code: 'IMAGE_TOO_LARGE',
    });
    await processImage(gif, 'image', { maxPixels: 100_000, maxFrames: 10 });
  });

  it('count the frames of an animated WebP, too', async () => {
    const webp = await sharp(await animatedGif(10), { pages: -1 })
      .webp()
      .toBuffer();
    await expect(processImage(webp, 'avatar', { ...limits, maxFrames: 9 })).rejects.toMatchObject({
      code: 'IMAGE_TOO_LARGE',
    });
  });

  it('refuse a too wide picture of any height, since decoding holds many long rows', async () => {
    const strip = (width: number, height: number) => handmadePng({ width, height }, flatIdat({ width, height }));
    await expect(processImage(strip(16_384, 20), 'image', limits)).rejects.toMatchObject({
      code: 'IMAGE_TOO_LARGE',
      details: { limit: 16_383 },
    });
    await processImage(strip(16_383, 20), 'image', limits);
    await processImage(strip(20, 100_000), 'image', limits);
  });

  it('refuse a picture within the pixel limit that would need too much memory', async () => {
    const deep = plain({ width: 6_300, height: 6_300 }, '#555').ensureAlpha().toColourspace('rgb16');
    const interlaced = await deep.png({ progressive: true, compressionLevel: 1 }).toBuffer();
    await expect(processImage(interlaced, 'avatar', limits)).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE' });
  });
});

describe('harmless faults of real encoders', () => {
  const size = { width: 50, height: 50 };
  it.each([
    ['a broken colour profile', [pngChunk('iCCP', Buffer.from('x\0\0garbage'))]],
    ['a gamma of nothing', [pngChunk('gAMA', Buffer.from([0, 0, 0, 0]))]],
    ['an unknown chunk', [pngChunk('abCd', Buffer.from('?'))]],
  ])('in a PNG, %s, are accepted', async (_name, chunks) => {
    await processImage(handmadePng(size, flatIdat(size), chunks), 'avatar', limits);
  });

  it('in a JPEG, stray bytes before the end, are accepted', async () => {
    const jpeg = await photo().jpeg().toBuffer();
    await processImage(Buffer.concat([jpeg.subarray(0, -2), Buffer.from([0, 0]), jpeg.subarray(-2)]), 'avatar', limits);
  });
});

describe('detecting formats by their bytes', () => {
  it('recognizes only the four accepted ones', async () => {
    for (const format of ['jpeg', 'png', 'webp', 'gif'] as const) {
      expect(sniffFormat(await plain({ width: 9, height: 9 }, '#fff').toFormat(format).toBuffer())).toBe(format);
    }
    for (const text of ['', 'GIF8', 'RIFFxxxxWEBX', '\x89PNG\r\n', '\xff\xd8', '<svg']) {
      expect(sniffFormat(Buffer.from(text, 'latin1'))).toBeNull();
    }
  });

  it('counts frames of a GIF without decoding, and only up to the limit', async () => {
    expect(countGifFrames(gifOfFrames(3), 10)).toBe(3);
    expect(countGifFrames(gifOfFrames(5000), 10)).toBe(11);
    expect(countGifFrames(await animatedGif(7), 10)).toBe(7);
    expect(countGifFrames(gifOfFrames(3).subarray(0, -1), 10)).toBeNull();
    expect(countGifFrames(Buffer.from('GIF89a'), 10)).toBeNull();
  });

  it('detects any changed bit of a PNG', async () => {
    const png = await plain({ width: 30, height: 30 }, '#a1b2c3').png().toBuffer();
    expect(isIntactPng(png)).toBe(true);
    for (let at = 8; at < png.length; at += 1) {
      const changed = Buffer.from(png);
      changed[at] = (changed[at] ?? 0) ^ 0x10;
      expect(isIntactPng(changed), `byte ${at}`).toBe(false);
    }
  });
});
