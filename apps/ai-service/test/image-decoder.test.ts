import { describe, expect, it } from 'vitest';
import { decodeFrames, sampledFrames } from '../src/image-decoder.ts';
import { animation, drawing, plain, transparent } from './support/images.ts';

const maxPixels = 1_000_000;

async function decodeOne(bytes: Buffer): Promise<Uint8Array> {
  const [frame] = await decodeFrames(bytes, maxPixels);
  if (!frame) throw new Error('No frame was decoded.');
  return frame;
}

function meanDifference(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((sum, value, index) => sum + Math.abs(value - (b[index] ?? 0)), 0) / a.length;
}

describe('a decoded frame', () => {
  it.each([
    ['PNG', drawing().png(), 0],
    ['lossless WebP', drawing().webp({ lossless: true }), 1],
    ['JPEG', drawing().jpeg({ quality: 95 }), 3],
    ['GIF', drawing().gif({ effort: 1 }), 8],
    ['CMYK JPEG', drawing().toColourspace('cmyk').jpeg({ quality: 95 }), 25],
  ])('shows the same picture from %s', async (_, image, tolerance) => {
    const reference = await decodeOne(await drawing().png().toBuffer());
    const frame = await decodeOne(await image.toBuffer());
    expect(frame).toHaveLength(224 * 224 * 3);
    expect(meanDifference(frame, reference)).toBeLessThanOrEqual(tolerance);
  });

  it('is turned upright, as a viewer would show it', async () => {
    const lyingDown = await drawing().withExif({ IFD0: {} }).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const upright = await decodeOne(await drawing().rotate(90).png().toBuffer());
    expect(meanDifference(await decodeOne(lyingDown), upright)).toBeLessThan(4);
  });

  it.each(['#ffffff', '#000000'])('shows what is drawn in %s despite transparency', async (colour) => {
    const square = { input: await plain(100, 100, colour).png().toBuffer(), left: 0, top: 0 };
    const frame = await decodeOne(await transparent(300, 300).composite([square]).png().toBuffer());
    expect(Math.abs((frame[0] ?? 0) - (frame.at(-1) ?? 0))).toBeGreaterThan(100);
  });
});

describe('the frames of an animation', () => {
  it('are the first and up to three more, spread evenly', () => {
    expect(sampledFrames(1)).toEqual([0]);
    expect(sampledFrames(3)).toEqual([0, 1, 2]);
    expect(sampledFrames(4)).toEqual([0, 1, 2, 3]);
    expect(sampledFrames(100)).toEqual([0, 25, 50, 75]);
  });

  it('are decoded separately', async () => {
    const frames = [plain(100, 100, '#ff0000'), plain(100, 100, '#00ff00'), plain(100, 100, '#0000ff')];
    const decoded = await decodeFrames(await animation(frames), maxPixels);
    expect(decoded.map((frame) => [...frame.subarray(0, 3)])).toEqual([
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
    ]);
  });

  it('count together against the limit of pixels, before any is decoded', async () => {
    const bytes = await animation([plain(100, 100), plain(100, 100, '#000000')]);
    await expect(decodeFrames(bytes, 20_000)).resolves.toHaveLength(2);
    await expect(decodeFrames(bytes, 19_999)).rejects.toMatchObject({
      code: 'IMAGE_TOO_LARGE',
      details: { limit: 19_999 },
    });
  });
});
