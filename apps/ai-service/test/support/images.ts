import { crc32 } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';

/** One colour all over. */
export function plain(width = 300, height = 200, background = '#88aa22'): Sharp {
  return sharp({ create: { width, height, channels: 3, background } });
}

/** Nothing to see. */
export function transparent(width: number, height: number): Sharp {
  return sharp({ create: { width, height, channels: 4, background: { r: 255, g: 255, b: 255, alpha: 0 } } });
}

/** Different every time, hard to compress. */
export function noise(width: number, height: number): Sharp {
  const gaussian = { type: 'gaussian', mean: 128, sigma: 30 } as const;
  return sharp({ create: { width, height, channels: 3, background: '#888888', noise: gaussian } });
}

/** The same every time, with shapes and gradients: every size and format of it is recognisably the same image. */
export function drawing(width = 448, height = 336): Sharp {
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const inCircle = (x - width / 3) ** 2 + (y - height / 3) ** 2 < (height / 4) ** 2;
      const [red, green, blue] = inCircle ? [210, 120, 90] : [(255 * x) / width, (255 * y) / height, 128];
      pixels.set([red, green, blue], (y * width + x) * 3);
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

/** A PNG of 8 × 8 pixels whose header claims another size. */
export async function pngClaiming(width: number, height: number): Promise<Buffer> {
  const bytes = await plain(8, 8).png({ compressionLevel: 1 }).toBuffer();
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
  return bytes;
}

/** An animated, lossless WebP of these images, which must all have one size. */
export async function animation(frames: Sharp[]): Promise<Buffer> {
  const pages = await Promise.all(frames.map((frame) => frame.png({ compressionLevel: 1 }).toBuffer()));
  return sharp(pages, { join: { animated: true } })
    .webp({ lossless: true, effort: 0 })
    .toBuffer();
}
