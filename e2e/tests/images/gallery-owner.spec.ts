import { uploadEndpoints, type Upload } from '@pixelboxx/shared';
import { type Browser, expect, type Locator, type Page, test } from '@playwright/test';
import { expectAccessible } from '../../support/accessible.ts';
import { apiOf } from '../../support/api.ts';
import { choose, expectSharp, openGallery, tiles } from '../../support/gallery/gallery.ts';
import { asJpeg, makePhoto } from '../../support/images.ts';
import { keepScreenshot } from '../../support/screenshots.ts';
import { newCredentials, registerQuickly, type Credentials } from '../../support/users.ts';

let credentials: Credentials;

test.beforeEach(async ({ page }) => {
  credentials = newCredentials();
  await registerQuickly(page, credentials);
  await openGallery(page);
});

/** Images that nobody else has: the address of one that two people show ends with the last of them. */
async function add(page: Page, count: number): Promise<void> {
  const own = Number.parseInt(credentials.username.slice(-6), 16);
  const files = Array.from({ length: count }, async (_, index) =>
    asJpeg(`photo-${index + 1}.jpg`, await makePhoto(900 + (own % 97), 600 + 100 * index, (own + index * 61) % 360)),
  );
  await choose(page, ...(await Promise.all(files)));
  await expect(tiles(page)).toHaveCount(count, { timeout: 30_000 });
  const screened = async () => (await listOf(page)).every(({ screening }) => screening !== 'PENDING');
  await expect.poll(screened, { timeout: 30_000 }).toBe(true);
}

async function listOf(page: Page): Promise<Upload[]> {
  return (await apiOf(page)(uploadEndpoints.list, { query: {} })).items;
}

async function options(page: Page, index = 0): Promise<Locator> {
  await page
    .getByRole('button', { name: /^Options of the picture/ })
    .nth(index)
    .click();
  return page.getByRole('dialog', { name: 'Picture options' });
}

/** Somebody else, who has no account. */
async function visit(browser: Browser, path: string, settings: { javaScriptEnabled?: boolean } = {}): Promise<Page> {
  const context = await browser.newContext({ baseURL: process.env['E2E_BASE_URL'] ?? '', ...settings });
  const page = await context.newPage();
  await page.goto(path);
  return page;
}

test('a public picture with a caption is on its owner’s public page, and disappears when it is made private', async ({
  page,
  browser,
}, testInfo) => {
  await add(page, 1);
  const dialog = await options(page);
  await dialog.getByRole('button', { name: 'Make public' }).click();
  await expect(dialog.getByText('Everybody can see this picture on your page.')).toBeVisible();
  await dialog.getByLabel('Caption').fill('Low tide');
  await dialog.getByLabel('Alternative text').fill('A wet beach in the evening');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('Saved.')).toBeVisible();
  await expectAccessible(page);
  await keepScreenshot(page, testInfo, 'picture-options');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  const path = `/u/${credentials.username}`;
  const visitor = await visit(browser, path);
  const shown = visitor.getByRole('link', { name: 'A wet beach in the evening' });
  await expectSharp(shown);
  await expectAccessible(visitor);
  const [address = ''] = [await shown.getAttribute('href')].filter((href) => href !== null);
  expect(await visitor.locator('meta[property="og:image"]').first().getAttribute('content')).toContain('/public/');
  expect(await visitor.locator('meta[name="twitter:card"]').getAttribute('content')).toBe('summary_large_image');
  expect(await visitor.locator('link[rel="canonical"]').getAttribute('href')).toContain(path);
  await shown.focus();
  await visitor.keyboard.press('Enter');
  const viewer = visitor.getByRole('dialog', { name: 'Picture viewer' });
  await expect(viewer).toContainText('Low tide');
  await expectSharp(viewer);
  await expectAccessible(visitor);
  await keepScreenshot(visitor, testInfo, 'public-viewer');

  await (await options(page)).getByRole('button', { name: 'Make private' }).click();
  await expect(page.getByText('Only you see this picture.')).toBeVisible();
  await visitor.reload();
  await expect(visitor.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(visitor.getByRole('list', { name: /^Pictures by/ })).toHaveCount(0);
  expect((await visitor.request.get(address)).status()).toBe(404);
  await visitor.context().close();
});

test('without JavaScript the pictures of a page are visible, and link to their files', async ({ page, browser }) => {
  await add(page, 2);
  for (const { id } of await listOf(page)) {
    await apiOf(page)(uploadEndpoints.update, { params: { id }, body: { visibility: 'public' } });
  }
  const visitor = await visit(browser, `/u/${credentials.username}`, { javaScriptEnabled: false });
  const images = visitor.getByRole('list', { name: /^Pictures by/ }).getByRole('link');
  await expect(images).toHaveCount(2);
  await expect(images.first()).toHaveAttribute('href', /\/public\//);
  await visitor.context().close();
});

test('several pictures are made public together, and one becomes the avatar', async ({ page }, testInfo) => {
  await add(page, 3);
  await page.getByRole('button', { name: 'Select', exact: true }).click();
  await tiles(page).nth(0).click();
  await tiles(page).nth(2).click();
  await keepScreenshot(page, testInfo, 'selected');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Make public' }).click();
  await expect(page.getByText('2 pictures made public.')).toBeVisible();
  expect((await listOf(page)).map(({ visibility }) => visibility)).toEqual(['PUBLIC', 'PRIVATE', 'PUBLIC']);

  const dialog = await options(page, 1);
  await dialog.getByRole('button', { name: 'Use as avatar' }).click();
  await expect(dialog.getByText(/avatar/i).last()).toContainText(/This is your avatar now|once it has been checked/);
  expect((await listOf(page)).filter(({ kind }) => kind === 'AVATAR')).toHaveLength(1);
});

test('a caption changed in another window is not overwritten without a warning', async ({ page }) => {
  await add(page, 1);
  const dialog = await options(page);
  await dialog.getByLabel('Caption').fill('Mine');
  const [{ id } = { id: '' }] = await listOf(page);
  await apiOf(page)(uploadEndpoints.update, { params: { id }, body: { caption: 'Theirs' } });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText(/changed these words meanwhile/)).toBeVisible();
  await expect(dialog.getByLabel('Caption')).toHaveValue('Mine');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('Saved.')).toBeVisible();
  expect((await listOf(page))[0]?.caption).toBe('Mine');
});
