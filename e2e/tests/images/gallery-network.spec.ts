import { resumableUploadsPath, uploadEndpoints } from '@pixelboxx/shared';
import { expect, type Page, test } from '@playwright/test';
import { choose, openGallery, row, tiles } from '../../support/gallery/gallery.ts';
import { newCredentials, registerQuickly } from '../../support/users.ts';
import { asJpeg, makeLargePhoto, makePhoto } from '../../support/images.ts';
import { keepScreenshot } from '../../support/screenshots.ts';

const { path: imagePath } = uploadEndpoints.image;

test.beforeEach(async ({ page }) => {
  await registerQuickly(page, newCredentials());
  await openGallery(page);
});

test('an upload whose response was lost is repeated automatically, and stays one picture', async ({ page }) => {
  let arrivals = 0;
  await page.route(`**${imagePath}`, async (route) => {
    arrivals += 1;
    if (arrivals > 1) return route.continue();
    await route.fetch();
    await route.abort('connectionreset');
  });
  await choose(page, asJpeg('once.jpg', await makePhoto()));
  await expect(page.getByText('1 picture added')).toBeVisible({ timeout: 30_000 });
  expect(arrivals).toBe(2);
  await page.reload();
  await expect(tiles(page)).toHaveCount(1);
});

test('uploads wait for a busy service for the time it states', async ({ page }, testInfo) => {
  let busy = true;
  await page.route(`**${imagePath}`, async (route) => {
    if (!busy) return route.continue();
    const error = { code: 'OVERLOADED', message: 'Busy.', details: { retryAfterSeconds: 3 }, requestId: 'r' };
    await route.fulfill({ status: 503, json: { success: false, error }, headers: { 'retry-after': '3' } });
  });
  await choose(page, asJpeg('patient.jpg', await makePhoto()));
  await expect(page.getByText(/Goes on in [123] seconds?\./)).toBeVisible();
  await expect(row(page, 'patient.jpg')).toContainText('Waiting to try again');
  await keepScreenshot(page, testInfo, 'gallery-busy');
  busy = false;
  await expect(page.getByText('1 picture added')).toBeVisible({ timeout: 30_000 });
});

test('without a connection the queue waits, and continues by itself', async ({ page, context }, testInfo) => {
  // Fetched before the connection is lost, as by whoever had sent something already.
  await choose(page, asJpeg('before.jpg', await makePhoto()));
  await expect(page.getByText('1 picture added')).toBeVisible({ timeout: 30_000 });
  await context.setOffline(true);
  await choose(page, asJpeg('offline.jpg', await makePhoto(900, 900)));
  await expect(page.getByText(/You are offline/)).toBeVisible();
  await expect(row(page, 'offline.jpg')).toContainText('Waiting');
  await keepScreenshot(page, testInfo, 'gallery-offline');
  await context.setOffline(false);
  await expect(page.getByText('2 pictures added')).toBeVisible({ timeout: 30_000 });
});

test('a cancelled upload disappears, and the others continue', async ({ page }) => {
  const hold = Promise.withResolvers<undefined>();
  await page.route(`**${imagePath}`, async (route) => {
    await hold.promise;
    await route.continue().catch(() => undefined);
  });
  await choose(page, asJpeg('wanted.jpg', await makePhoto()), asJpeg('unwanted.jpg', await makePhoto(500, 500)));
  await page.getByRole('button', { name: 'Cancel unwanted.jpg' }).click();
  await expect(row(page, 'unwanted.jpg')).toHaveCount(0);
  hold.resolve(undefined);
  await expect(page.getByText('1 picture added')).toBeVisible({ timeout: 30_000 });
  await page.reload();
  await expect(tiles(page)).toHaveCount(1);
});

test('an interrupted large upload continues by itself after a reload, from its last offset', async ({ page }) => {
  const sent = watchParts(page);
  let broken = true;
  await page.route(`**${resumableUploadsPath}/*`, async (route) => {
    const offset = Number(route.request().headers()['upload-offset']);
    if (broken && route.request().method() === 'PATCH' && offset > 0) await route.abort('connectionreset');
    else await route.continue();
  });
  await choose(page, asJpeg('large.jpg', await makeLargePhoto()));
  await expect(row(page, 'large.jpg')).toContainText('Waiting to try again', { timeout: 30_000 });
  const before = sent.length;
  broken = false;
  page.on('dialog', (dialog) => void dialog.accept());
  await page.reload();
  await expect(page.getByText('1 picture added')).toBeVisible({ timeout: 30_000 });
  expect(sent.filter(({ method }) => method === 'POST')).toHaveLength(1);
  const after = sent.slice(before).filter(({ method }) => method === 'PATCH');
  expect(after[0]?.offset, 'where it goes on').toBeGreaterThan(2_000_000);
  await expect(tiles(page)).toHaveCount(1);
  await page.reload();
  await expect(tiles(page)).toHaveCount(1);
  await expect(page.getByRole('heading', { name: 'Uploads' })).toBeHidden();
});

test('a large upload survives an unstable connection @desktop', async ({ page, context }) => {
  let parts = 0;
  await page.route(`**${resumableUploadsPath}/*`, async (route) => {
    if (route.request().method() === 'PATCH' && (parts += 1) === 2) {
      await context.setOffline(true);
      await route.abort('internetdisconnected');
    } else await route.continue();
  });
  await choose(page, asJpeg('train.jpg', await makeLargePhoto()));
  await expect(page.getByText(/You are offline/)).toBeVisible({ timeout: 30_000 });
  await context.setOffline(false);
  await expect(page.getByText('1 picture added')).toBeVisible({ timeout: 30_000 });
  await expect(tiles(page)).toHaveCount(1);
});

/** Every request of the tus protocol, in order. */
function watchParts(page: Page): { method: string; offset: number }[] {
  const sent: { method: string; offset: number }[] = [];
  page.on('request', (request) => {
    if (!new URL(request.url()).pathname.startsWith(resumableUploadsPath)) return;
    sent.push({ method: request.method(), offset: Number(request.headers()['upload-offset'] ?? 0) });
  });
  return sent;
}
