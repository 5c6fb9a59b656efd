import sharp from 'sharp';

/** A photo-like image: smooth colors with a bright disc, so that a crop can be told from its surroundings. */
export async function makePhoto(width = 1600, height = 1200, hueDegrees = 0): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><linearGradient id="sky" x1="0" y1="0" x2="1" y2="1">
      <stop offset="0" stop-color="#2b59c3"/><stop offset="0.6" stop-color="#f2a65a"/><stop offset="1" stop-color="#d7263d"/>
    </linearGradient></defs>
    <rect width="100%" height="100%" fill="url(#sky)"/>
    <circle cx="50%" cy="45%" r="${Math.min(width, height) / 4}" fill="#fff3b0"/>
  </svg>`;
  const image = sharp(Buffer.from(svg));
  return (hueDegrees === 0 ? image : image.modulate({ hue: hueDegrees })).jpeg({ quality: 90 }).toBuffer();
}

/** A photo of between 5 and 10 MB: grain compresses badly. */
export async function makeLargePhoto(): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  return sharp({ create: { width: 3600, height: 2400, channels: 3, background: '#000000', noise } })
    .jpeg({ quality: 88 })
    .toBuffer();
}

/**
 * A harmless drawing in skin colors that the model mistakes for something else: it scores 0.43, whereas photos score below
 * 0.01. The stack of these tests holds images back from 0.2 on.
 */
export async function makeAlarmingImage(): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="800" height="800">
    <defs><linearGradient id="g"><stop offset="0" stop-color="#5a3423"/><stop offset="0.5" stop-color="#c68863"/><stop offset="1" stop-color="#5a3423"/></linearGradient>
    <filter id="b"><feGaussianBlur stdDeviation="8"/></filter></defs>
    <rect width="100%" height="100%" fill="#c68863"/>
    <g filter="url(#b)"><rect x="330" y="100" width="140" height="600" rx="70" fill="url(#g)"/><circle cx="400" cy="130" r="75" fill="#d98a7a"/></g>
  </svg>`;
  return sharp(Buffer.from(svg)).jpeg().toBuffer();
}

/** Begins like a JPEG and ends in the middle: only decoding reveals it. */
export async function makeCutPhoto(): Promise<Buffer> {
  const photo = await makePhoto();
  return photo.subarray(0, Math.floor(photo.length / 3));
}

/** The form of a file that a file chooser accepts. */
export function asJpeg(name: string, buffer: Buffer): { name: string; mimeType: string; buffer: Buffer } {
  return { name, mimeType: 'image/jpeg', buffer };
}
