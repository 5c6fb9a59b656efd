import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Scenario } from './scenario.ts';
import { type Visitor, workDirectory } from '../stage.ts';

const boundary = 'pixelboxx-bench';
const concurrentPhotos = 4;

/** Twelve megapixels that compress like a photograph: wide gradients with sensor noise. */
function makePhoto(): Promise<Buffer> {
  const [width, height] = [4000, 3000];
  const pixels = Buffer.allocUnsafe(width * height * 3);
  const [red, green, blue] = [Math.random() * 255, Math.random() * 255, Math.random() * 255];
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 3) {
      const noise = Math.random() * 12;
      pixels[at] = (red + x / 24 + noise) & 0xff;
      pixels[at + 1] = (green + y / 18 + noise) & 0xff;
      pixels[at + 2] = (blue + (x + y) / 40 + noise) & 0xff;
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 88 })
    .toBuffer();
}

export function formOf(photo: Buffer, fields: Record<string, string>): Buffer {
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const file = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="photo.jpg"\r\ncontent-type: image/jpeg\r\n\r\n`;
  return Buffer.concat([Buffer.from(parts.join('') + file), photo, Buffer.from(`\r\n--${boundary}--\r\n`)]);
}

let made: Promise<Buffer[]> | undefined;

export function somePhotos(): Promise<Buffer[]> {
  made ??= Promise.all(Array.from({ length: concurrentPhotos }, makePhoto));
  return made;
}

async function filesOf(kind: string, contentOf: (photo: Buffer) => Buffer): Promise<string[]> {
  return (await somePhotos()).map((photo, index) => {
    const path = join(workDirectory, `${kind}-${index}`);
    writeFileSync(path, contentOf(photo));
    return path;
  });
}

export const formHeaders = { 'content-type': `multipart/form-data; boundary=${boundary}` };

/** Uploads a public image and returns the URL of its smallest variant. */
async function storeImage(url: string, visitor: Visitor | undefined): Promise<string> {
  const [photo = Buffer.alloc(0)] = await somePhotos();
  const body = new Uint8Array(formOf(photo, {}));
  const headers = { ...formHeaders, cookie: visitor?.cookies ?? '' };
  const response = await fetch(`${url}/v1/uploads/avatar`, { method: 'POST', headers, body });
  if (!response.ok) throw new Error(`Storing a picture failed: ${response.status} ${await response.text()}`);
  const { data } = (await response.json()) as { data: { variants: { url: string }[] } };
  return new URL(data.variants[0]?.url ?? '', url).href;
}

export const imageScenarios: Scenario[] = [
  {
    name: 'GET /files, a stored variant',
    limit: 'raw Fastify: { hello: world }',
    target: 0.3,
    pinned: true,
    visitors: 1,
    ours: async (url, [visitor]) => ({
      url: await storeImage(url, visitor),
      method: 'GET',
      headers: [{}],
      connections: 50,
    }),
    theirs: (url) => ({ url: `${url}/hello`, method: 'GET', headers: [{}], connections: 50 }),
  },
  {
    name: 'POST /v1/uploads/image, 12 MP to READY',
    limit: 'raw sharp: one decode, four WebP, two at once',
    target: 0.85,
    pinned: false,
    visitors: concurrentPhotos,
    ours: async (url, visitors) => ({
      url: `${url}/v1/uploads/image`,
      method: 'POST',
      headers: visitors.map(({ cookies }) => ({ ...formHeaders, cookie: cookies })),
      bodyFiles: await filesOf('form', (photo) => formOf(photo, { visibility: 'private' })),
      connections: concurrentPhotos,
    }),
    theirs: async (url) => ({
      url: `${url}/picture`,
      method: 'POST',
      headers: [{ 'content-type': 'image/jpeg' }],
      bodyFiles: await filesOf('photo', (photo) => photo),
      connections: concurrentPhotos,
    }),
  },
];
