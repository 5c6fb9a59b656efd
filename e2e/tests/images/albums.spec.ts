import { uploadEndpoints, type Upload } from '@pixelboxx/shared';
import { albumEndpoints } from '@pixelboxx/shared/features/albums';
import { expect, type Page, test } from '@playwright/test';
import { expectAccessible } from '../../support/accessible.ts';
import { apiOf } from '../../support/api.ts';
import { choose, openGallery, tiles } from '../../support/gallery/gallery.ts';
import { asJpeg, makePhoto } from '../../support/images.ts';
import { keepScreenshot } from '../../support/screenshots.ts';
import { gotoSettled } from '../../support/settled-page.ts';
import { newCredentials, registerQuickly, type Credentials } from '../../support/users.ts';

let credentials: Credentials;

test.beforeEach(async ({ page }) => {
  credentials = newCredentials();
  await page.goto('/');
  await registerQuickly(page, credentials);
});

/** Three images of different shapes, screened: all but the second are public. As the gallery lists them. */
async function addThree(page: Page): Promise<Upload[]> {
  const api = apiOf(page);
  const own = Number.parseInt(credentials.username.slice(-6), 16);
  const files = [0, 1, 2].map(async (index) =>
    asJpeg(`photo-${index}.jpg`, await makePhoto(600 + (own % 97) + 250 * index, 600, (own + index * 71) % 360)),
  );
  await choose(page, ...(await Promise.all(files)));
  await expect(tiles(page)).toHaveCount(3, { timeout: 30_000 });
  const list = async () => (await api(uploadEndpoints.list, { query: {} })).items;
  const pending = async () => (await list()).some(({ screening }) => screening === 'PENDING');
  await expect.poll(pending, { timeout: 30_000 }).toBe(false);
  const uploads = await list();
  for (const [index, { id }] of uploads.entries()) {
    const visibility = index === 1 ? 'private' : 'public';
    await api(uploadEndpoints.update, { params: { id }, body: { visibility } });
  }
  return uploads;
}

test('an album is created in the gallery, sorted by keyboard, and its public pictures are seen by everybody', async ({
  page,
  browser,
}, testInfo) => {
  await gotoSettled(page, '/albums');
  await expect(page.getByText(/No albums yet/)).toBeVisible();
  await keepScreenshot(page, testInfo, 'albums-none');

  await openGallery(page);
  const uploads = await addThree(page);
  await page.getByRole('button', { name: 'Select', exact: true }).click();
  for (const { id } of uploads)
    await tiles(page)
      .and(page.locator(`[data-picture="${id}"]`))
      .click();
  await expectAccessible(page);
  await keepScreenshot(page, testInfo, 'albums-selection-bar');
  await page.getByRole('button', { name: 'Add to album' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('You have no albums yet.')).toBeVisible();
  await dialog.getByRole('button', { name: 'New album' }).click();
  await dialog.getByLabel('Title').fill('A week by the sea');
  await dialog.getByLabel('Description').fill('Wind, and very little rain.');
  await dialog.getByLabel('Who can see it').selectOption('PUBLIC');
  await keepScreenshot(page, testInfo, 'albums-add-new');
  await dialog.getByRole('button', { name: 'Make album and add' }).click();
  await expect(page.getByText('3 pictures are in “A week by the sea”.')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Open the album' }).click();

  await expect(page.getByRole('heading', { name: 'A week by the sea' })).toBeVisible();
  const images = page.getByRole('list', { name: 'Pictures in this album' }).getByRole('listitem');
  await expect(images).toHaveCount(3);
  await page.getByRole('button', { name: 'Move picture 3 earlier' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Moved to place 2.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Move picture 2 earlier' })).toBeFocused();
  const [first, second, third] = uploads.map(({ id }) => id);
  const albumId = page.url().split('/').at(-1) ?? '';
  const { items } = await apiOf(page)(albumEndpoints.images, { params: { id: albumId }, query: {} });
  expect(items.map(({ id }) => id)).toEqual([first, third, second]);
  await page.waitForLoadState('load');
  await expectAccessible(page);
  await keepScreenshot(page, testInfo, 'album-own');
  await page.getByRole('button', { name: 'Edit album' }).click();
  await keepScreenshot(page, testInfo, 'album-edit');
  await page.getByRole('button', { name: 'Cancel' }).click();

  const visitor = await (await browser.newContext({ baseURL: process.env['E2E_BASE_URL'] ?? '' })).newPage();
  await gotoSettled(visitor, `/u/${credentials.username}`);
  await expectAccessible(visitor);
  await keepScreenshot(visitor, testInfo, 'albums-public-page');
  await visitor.getByRole('link', { name: /A week by the sea/ }).click();
  await expect(visitor.getByRole('heading', { name: 'A week by the sea' })).toBeVisible();
  const shown = visitor.getByRole('list', { name: 'Pictures in A week by the sea' }).locator('[data-picture]');
  await expect(shown).toHaveCount(2);
  expect(await visitor.content()).not.toContain(second);
  await expect(visitor.locator('meta[property="og:title"]')).toHaveAttribute('content', /A week by the sea/);
  await expect(visitor.locator('meta[property="og:image"]')).toHaveAttribute('content', /webp/);
  await expectAccessible(visitor);
  await keepScreenshot(visitor, testInfo, 'album-public');
  await shown.first().click();
  await expect(visitor.getByRole('dialog', { name: 'Picture viewer' })).toBeVisible();
  await visitor.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Take picture 1 out of the album' }).click();
  await expect(images).toHaveCount(2);
  await gotoSettled(page, '/albums');
  await expectAccessible(page);
  await keepScreenshot(page, testInfo, 'albums-own');
  await page.getByRole('link', { name: /A week by the sea/ }).click();
  await page.getByRole('button', { name: 'Delete album' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete album' }).click();
  await expect(page).toHaveURL(/\/albums$/);
  await expect(page.getByText(/No albums yet/)).toBeVisible();
  expect((await visitor.goto(`/u/${credentials.username}/albums/${albumId}`))?.status()).toBe(404);
  await expect(visitor.getByRole('heading', { name: 'There is no album here' })).toBeVisible();
  await keepScreenshot(visitor, testInfo, 'album-not-found');
  await visitor.context().close();
});
