import type { Upload, UploadPage } from '@pixelboxx/shared';
import type { Page } from '@playwright/test';
import { makePhoto } from '../images.ts';

/** The number of images per response: more than the page requests, to finish sooner. */
const pageSize = 500;

/** Portraits, squares, landscapes, panoramas. */
const shapes = [
  [1200, 1600],
  [1600, 1600],
  [1600, 1200],
  [1600, 900],
  [3200, 1000],
] as const;

/**
 * Responds in place of the API to the gallery's requests for a user with `count` images, the first of which is `picture 1`.
 * So many only test the browser: to the API, all pages are alike.
 */
export async function respondWithImages(page: Page, count: number): Promise<void> {
  const photo = await makePhoto(400, 300);
  const images = Array.from({ length: count }, (_, index) => imageOf(index));
  await page.route('**/long-gallery/**', (route) => route.fulfill({ body: photo, contentType: 'image/jpeg' }));
  await page.route(
    (url) => url.pathname === '/v1/uploads' && url.searchParams.get('kind') === 'IMAGE',
    async (route) => {
      if (route.request().method() !== 'GET') return route.fallback();
      const from = Number(new URL(route.request().url()).searchParams.get('cursor') ?? 0);
      const end = from + pageSize;
      const data: UploadPage = {
        items: images.slice(from, end),
        nextCursor: end < count ? String(end) : null,
      };
      await route.fulfill({ json: { success: true, data } });
    },
  );
  await page.route(
    (url) => /^\/v1\/uploads\/[^/]+$/.test(url.pathname),
    async (route) => {
      const image = images.find(({ id }) => route.request().url().endsWith(`/${id}`));
      if (!image || route.request().method() !== 'GET') return route.fallback();
      await route.fulfill({ json: { success: true, data: image } });
    },
  );
}

function imageOf(index: number): Upload {
  const [width, height] = shapes[(index * 7 + (index >> 3)) % shapes.length] ?? shapes[0];
  return {
    id: `0197a2d0-0000-7000-8000-${String(index).padStart(12, '0')}`,
    kind: 'IMAGE',
    status: 'READY',
    visibility: 'PRIVATE',
    width,
    height,
    bytes: 100_000,
    thumbhash: '1QcSHQRnh493V4dIh4eXh1h4kJUI',
    dominantColor: '#336699',
    screening: 'APPROVED',
    variants: [{ name: '320', width: 320, height: 240, bytes: 1000, url: `/long-gallery/${index}.jpg` }],
    urlsExpireAt: null,
    caption: null,
    altText: `picture ${index + 1}`,
    version: 1,
    // In the API's order: the newest first.
    createdAt: new Date(Date.UTC(2026, 0, 1) - index * 60_000).toISOString(),
  };
}
