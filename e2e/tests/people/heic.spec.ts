import { expect, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { choose, drop, expectSharp, openGallery, tiles } from '../../support/gallery/gallery.ts';
import { newCredentials, registerQuickly } from '../../support/users.ts';

/** As an iPhone names and types it; this browser cannot show it. */
const photo = {
  name: 'IMG_0001.HEIC',
  mimeType: 'image/heic',
  buffer: readFileSync(join(import.meta.dirname, '../../../apps/api/test/uploads/heic/quarters.heic')),
};
/** As some systems type what they do not know. */
const untyped = { ...photo, name: 'IMG_0002.heic', mimeType: '' };

test.beforeEach(async ({ page }) => {
  await registerQuickly(page, newCredentials());
});

test('[D3] HEIC photos from iPhones can be chosen and dropped, and are converted and shown in the gallery', async ({
  page,
}) => {
  await openGallery(page);
  await choose(page, photo);
  await expect(tiles(page)).toHaveCount(1, { timeout: 30_000 });
  await drop(page, [untyped]);
  await expect(tiles(page)).toHaveCount(2, { timeout: 30_000 });
  for (const tile of await tiles(page).all()) await expectSharp(tile);
});

test('[D3] a HEIC photo from an iPhone becomes an avatar, even if the browser cannot show it for cropping', async ({
  page,
}) => {
  await page.goto('/settings');
  await expect(page.getByRole('button', { name: 'Choose a picture' })).toBeEnabled();
  await page.getByLabel('Picture file').setInputFiles(photo);
  await expect(page.getByText('the middle of it is used')).toBeVisible();
  await page.getByRole('button', { name: 'Use this picture' }).click();
  const avatar = page.getByRole('img', { name: 'Your picture' });
  await expect(avatar).toBeVisible({ timeout: 30_000 });
});
