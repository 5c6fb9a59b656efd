import sharp from 'sharp';

/** A photo-like picture: smooth colours with a bright disc, so that a crop can be told from its surroundings. */
export async function makePhoto(width = 1600, height = 1200): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><linearGradient id="sky" x1="0" y1="0" x2="1" y2="1">
      <stop offset="0" stop-color="#2b59c3"/><stop offset="0.6" stop-color="#f2a65a"/><stop offset="1" stop-color="#d7263d"/>
    </linearGradient></defs>
    <rect width="100%" height="100%" fill="url(#sky)"/>
    <circle cx="50%" cy="45%" r="${height / 4}" fill="#fff3b0"/>
  </svg>`;
  return sharp(Buffer.from(svg)).jpeg({ quality: 90 }).toBuffer();
}
