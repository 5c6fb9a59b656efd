import type { FastifyInstance } from 'fastify';
import sharp from 'sharp';

const widths = [2048, 1280, 640, 320];

/** The limit of images: one decode, four WebP files, two images at once with a thread each; nothing is stored. */
export function registerImages(server: FastifyInstance): void {
  sharp.concurrency(1);
  sharp.cache(false);
  const places = [Promise.resolve(), Promise.resolve()];
  let next = 0;
  server.addContentTypeParser(
    'image/jpeg',
    { parseAs: 'buffer', bodyLimit: 64 * 1024 * 1024 },
    (_request, body, done) => done(null, body),
  );
  server.post<{ Body: Buffer }>('/picture', async (request) => {
    const place = next++ % places.length;
    const work = (places[place] ?? Promise.resolve()).then(() => makeVariants(request.body));
    places[place] = work.then(
      () => undefined,
      () => undefined,
    );
    return { bytes: await work };
  });
}

async function makeVariants(jpeg: Buffer): Promise<number> {
  let { data, info } = await sharp(jpeg).resize(widths[0]).raw().toBuffer({ resolveWithObject: true });
  let bytes = 0;
  for (const width of widths) {
    const { channels } = info;
    if (width < info.width) {
      const smaller = sharp(data, { raw: { width: info.width, height: info.height, channels } }).resize(width);
      ({ data, info } = await smaller.raw().toBuffer({ resolveWithObject: true }));
    }
    const raw = { width: info.width, height: info.height, channels };
    bytes += (await sharp(data, { raw }).webp({ quality: 82, effort: 2 }).toBuffer()).length;
  }
  return bytes;
}
