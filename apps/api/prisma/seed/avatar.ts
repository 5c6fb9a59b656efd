import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { oklch } from './color.ts';
import { COMPOSITIONS, type Layer, type Palette } from './compositions.ts';

const EDGE_PIXELS = 512;

/** Numbers from 0 to 1, the same sequence for the same text, so that a user always has the same image. */
function randomFrom(text: string): () => number {
  let state = createHash('sha256').update(text).digest().readUInt32LE(0);
  return () => {
    // mulberry32: small, and even enough for images.
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** `index` spreads hues and compositions, so that neighbours in a list never look alike. */
function paletteOf(index: number, random: () => number): Palette {
  const hue = (index * 137.508 + random() * 24) % 360;
  const spread = [38, 150, 120][index % 3] ?? 38;
  const isDark = random() < 0.4;
  const ground = isDark ? oklch(0.34, 0.09, hue) : oklch(0.9, 0.06, hue);
  const glow = isDark ? oklch(0.52, 0.13, hue + spread / 2) : oklch(0.82, 0.1, hue + spread / 2);
  return {
    ground,
    glow,
    accents: [
      oklch(0.72, 0.17, hue + spread),
      oklch(0.62, 0.19, hue - spread),
      oklch(0.8, 0.15, hue + 2 * spread),
      oklch(isDark ? 0.93 : 0.45, isDark ? 0.05 : 0.14, hue + 20),
    ],
  };
}

/** Plain numbers in the inner loop: it runs millions of times. */
function paint({ ground, glow }: Palette, layers: readonly Layer[]): Buffer {
  const pixels = Buffer.alloc(EDGE_PIXELS * EDGE_PIXELS * 3);
  for (let row = 0, at = 0; row < EDGE_PIXELS; row++) {
    const y = (row + 0.5) / EDGE_PIXELS;
    for (let column = 0; column < EDGE_PIXELS; column++) {
      const x = (column + 0.5) / EDGE_PIXELS;
      const share = (x + y) / 2;
      let red = ground[0] + (glow[0] - ground[0]) * share;
      let green = ground[1] + (glow[1] - ground[1]) * share;
      let blue = ground[2] + (glow[2] - ground[2]) * share;
      for (const { color, opacity = 1, distance } of layers) {
        // One pixel of transition at the edge instead of stairs.
        const coverage = Math.min(1, 0.5 - distance(x, y) * EDGE_PIXELS) * opacity;
        if (coverage <= 0) continue;
        red += (color[0] - red) * coverage;
        green += (color[1] - green) * coverage;
        blue += (color[2] - blue) * coverage;
      }
      pixels[at++] = Math.round(red * 255);
      pixels[at++] = Math.round(green * 255);
      pixels[at++] = Math.round(blue * 255);
    }
  }
  return pixels;
}

/** A PNG of 512 × 512: a colourful abstract image of this user's own. */
export async function drawAvatar(username: string, index: number): Promise<Buffer> {
  const random = randomFrom(username);
  const palette = paletteOf(index, random);
  const compose = COMPOSITIONS[index % COMPOSITIONS.length];
  if (!compose) throw new Error('There is no composition to draw.');
  return sharp(paint(palette, compose(palette, random)), {
    raw: { width: EDGE_PIXELS, height: EDGE_PIXELS, channels: 3 },
  })
    .png({ compressionLevel: 1 })
    .toBuffer();
}
