import { uploadEndpoints, type Upload } from '@pixelboxx/shared';
import { expect, type Page, test } from '@playwright/test';
import { expectAccessible } from '../../support/accessible.ts';
import { apiOf } from '../../support/api.ts';
import { choose, drop, expectSharp, openGallery, row, tiles } from '../../support/gallery/gallery.ts';
import { gotoSettled } from '../../support/settled-page.ts';
import { newCredentials, registerQuickly } from '../../support/users.ts';
import { asJpeg, makeCutPhoto, makePhoto } from '../../support/images.ts';
import { keepScreenshot } from '../../support/screenshots.ts';

test.beforeEach(async ({ page }) => {
  await registerQuickly(page, newCredentials());
  await openGallery(page);
});

const photos = (count: number) =>
  Promise.all(
    Array.from({ length: count }, async (_, index) =>
      asJpeg(`photo-${index + 1}.jpg`, await makePhoto(800 + 200 * index, 900, index * 47)),
    ),
  );

test('of six dropped files four become pictures, and two invalid ones show the reason', async ({ page }, testInfo) => {
  await expect(page.getByText('Your first pictures go here')).toBeVisible();
  const text = { name: 'notes.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('I only pretend to be a photo.') };
  await drop(page, [...(await photos(4)), asJpeg('cut.jpg', await makeCutPhoto()), text]);
  await expect(row(page, 'notes.jpg')).toContainText('This is not a JPEG, PNG, WebP, GIF or HEIC picture.');
  await expect(page.getByText('4 pictures added. 2 files were not added')).toBeVisible({ timeout: 30_000 });
  await expect(row(page, 'cut.jpg')).toContainText('A part of this picture is missing');
  await expect(page.getByRole('button', { name: /^Retry/ })).toHaveCount(0);
  await expect(tiles(page)).toHaveCount(4);
  for (const tile of await tiles(page).all()) await expectSharp(tile);
  await keepScreenshot(page, testInfo, 'gallery');
  await page.getByRole('button', { name: 'Dismiss', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Uploads' })).toBeHidden();
  await expect(page.getByRole('meter', { name: 'Your storage' })).toHaveAttribute('aria-valuetext', /, 4 of /);
});

test('pictures are viewed by keyboard, deleted, restored, and deleted finally', async ({ page }, testInfo) => {
  await choose(page, ...(await photos(3)));
  await expect(tiles(page)).toHaveCount(3, { timeout: 30_000 });

  await tiles(page).first().focus();
  await page.keyboard.press('Enter');
  const viewer = page.getByRole('dialog', { name: 'Picture viewer' });
  await expect(viewer.getByText('Only you')).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expect(viewer).toContainText('2 /of 3');
  await expectSharp(viewer);
  await expectAccessible(page);
  await keepScreenshot(page, testInfo, 'lightbox');
  await page.keyboard.press('Escape');
  await expect(viewer).toBeHidden();
  await expect(tiles(page).nth(1)).toBeFocused();

  await page.keyboard.press('Enter');
  await viewer.getByRole('button', { name: 'Delete' }).click();
  await expect(viewer).toContainText('2 /of 2');
  await page.keyboard.press('Escape');
  await expect(tiles(page)).toHaveCount(2);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(tiles(page)).toHaveCount(3);

  await page.getByRole('button', { name: 'Select', exact: true }).click();
  await tiles(page).first().click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  const deleted = page.waitForResponse((response) => response.request().method() === 'DELETE');
  expect((await deleted).status()).toBe(204);
  await page.reload();
  await expect(tiles(page)).toHaveCount(2);
});

test('a pending deletion is carried out when the page is left', async ({ page }) => {
  await choose(page, ...(await photos(2)));
  await expect(tiles(page)).toHaveCount(2, { timeout: 30_000 });
  await page.getByRole('button', { name: 'Select', exact: true }).click();
  await tiles(page).first().click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(tiles(page)).toHaveCount(1);
  await page.goto('about:blank');
  const count = async () => (await listOf(page)).length;
  await expect.poll(count).toBe(1);
});

test('a private picture cannot be fetched without its signature, or with another’s', async ({ page }) => {
  await choose(page, ...(await photos(2)));
  await expect(tiles(page)).toHaveCount(2, { timeout: 30_000 });
  const addresses = (await listOf(page)).map(({ variants }) => new URL(variants[0]?.url ?? '', page.url()));
  const [one, other] = addresses as [URL, URL];
  const status = async (url: string) => (await page.request.get(url)).status();
  expect(await status(one.href)).toBe(200);
  const tampered = [one.origin + one.pathname, one.origin + one.pathname + other.search, `${one.href}x`];
  for (const url of tampered) expect([401, 403, 404], url).toContain(await status(url));
});

test('a full storage is reported before and after an upload, and retrying waits for free space', async ({
  page,
}, testInfo) => {
  let full = true;
  await page.route(`**${uploadEndpoints.quota.path}`, async (route) => {
    const quota = { usedBytes: full ? 1e9 : 1e6, maxBytes: 1e9, usedCount: 9, maxCount: 1000 };
    await route.fulfill({ json: { success: true, data: quota } });
  });
  await page.route(`**${uploadEndpoints.image.path}`, async (route) => {
    const error = { code: 'QUOTA_EXCEEDED', message: 'Your storage is full.', details: {}, requestId: 'r' };
    if (full) await route.fulfill({ status: 409, json: { success: false, error } });
    else await route.continue();
  });
  await openGallery(page);
  await expect(page.getByText(/Your storage is full\. Delete a few pictures/)).toBeVisible();
  await choose(page, ...(await photos(3)));
  await expect(page.getByText('3 files were not added')).toBeVisible();
  await expectAccessible(page);
  await keepScreenshot(page, testInfo, 'gallery-full');
  full = false;
  await page.getByRole('button', { name: 'Retry all failed' }).click();
  await expect(page.getByText('3 pictures added')).toBeVisible({ timeout: 30_000 });
});

for (const theme of ['light', 'dark'] as const) {
  test(`the gallery has no accessibility violations in the ${theme} theme`, async ({ page }, testInfo) => {
    await page.emulateMedia({ colorScheme: theme });
    await choose(page, ...(await photos(5)), asJpeg('cut.jpg', await makeCutPhoto()));
    await expect(tiles(page)).toHaveCount(5, { timeout: 30_000 });
    await expect(page.getByText(/1 file was not added/)).toBeVisible();
    await expectAccessible(page);
    await keepScreenshot(page, testInfo, `${theme}-gallery`);
    await gotoSettled(page, '/home');
    await expect(page.getByRole('link', { name: 'See all' })).toBeVisible();
    await expectAccessible(page);
    await keepScreenshot(page, testInfo, `${theme}-home-pictures`);
  });
}

async function listOf(page: Page): Promise<Upload[]> {
  return (await apiOf(page)(uploadEndpoints.list, { query: {} })).items;
}
