import { authEndpoints, uploadEndpoints, type Upload } from '@pixelboxx/shared';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { expectAccessible } from '../../support/accessible.ts';
import { apiOf } from '../../support/api.ts';
import { choose, openGallery, tiles } from '../../support/gallery/gallery.ts';
import { newCredentials, registerQuickly } from '../../support/users.ts';
import { asJpeg, makeAlarmingImage, makePhoto } from '../../support/images.ts';
import { keepScreenshot } from '../../support/screenshots.ts';

/** One of the demo users that the stack of these tests starts with. */
const moderator = { identifier: 'demo-mod', password: 'pixel-garden-42' };

test('a moderator decides about a picture that the screening holds back', async ({ page, browser }, testInfo) => {
  const member = newCredentials();
  await registerQuickly(page, member);
  await openGallery(page);
  await page.getByText('Anyone with the link').click();
  const alarming = await makeAlarmingImage();
  await choose(page, asJpeg('a.jpg', alarming), asJpeg('b.jpg', alarming), asJpeg('c.jpg', await makePhoto()));
  await expect(tiles(page)).toHaveCount(3, { timeout: 30_000 });
  await expect(page.getByText('Held back for review')).toHaveCount(2, { timeout: 30_000 });
  await expect(page.getByText('Being checked')).toHaveCount(0, { timeout: 30_000 });
  await keepScreenshot(page, testInfo, 'gallery-held-back');
  // Held back from everybody else: no lasting address leads to it.
  expect((await listOf(page)).map(({ urlsExpireAt }) => urlsExpireAt === null)).toEqual([true, false, false]);

  const desk = await signedIn(browser, page);
  await desk.goto('/admin/pictures');
  const cards = desk.getByRole('listitem').filter({ hasText: `@${member.username}` });
  await expect(cards).toHaveCount(2);
  const cover = cards.first().getByRole('button', { name: `Show the picture of ${member.username}` });
  await expect(cover.locator('img')).toHaveCount(0);
  await keepScreenshot(desk, testInfo, 'moderation');
  await expectAccessible(desk);
  await cover.press('Enter');
  await expect
    .poll(() => cover.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBeGreaterThan(100);

  await cards
    .first()
    .getByRole('button', { name: /^Approve/ })
    .press('Enter');
  await expect(cards).toHaveCount(1);
  await cards
    .first()
    .getByRole('button', { name: /^Remove/ })
    .click();
  const dialog = desk.getByRole('dialog', { name: `Remove this picture of @${member.username}?` });
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await expect(dialog.getByText('Say why.')).toBeVisible();
  await dialog.getByLabel('Reason').fill('This belongs elsewhere.');
  await keepScreenshot(desk, testInfo, 'moderation-remove');
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await expect(cards).toHaveCount(0);
  await desk.context().close();

  await page.reload();
  await expect(tiles(page)).toHaveCount(2);
  await expect(page.getByText('Held back for review')).toHaveCount(0);
  expect((await listOf(page)).every(({ urlsExpireAt }) => urlsExpireAt === null)).toBe(true);
  await page.goto('/settings/security');
  await expect(page.getByText(/A picture of yours was removed/)).toBeVisible();
});

test('members cannot open the moderation page @desktop', async ({ page }) => {
  await registerQuickly(page, newCredentials());
  await page.goto('/admin/pictures');
  await expect(page.getByRole('heading', { name: 'This page is not in the box' })).toBeVisible();
});

/** A moderator at a desk of their own, as large as the member's screen. */
async function signedIn(browser: Browser, beside: Page): Promise<Page> {
  const context = await browser.newContext({ viewport: beside.viewportSize(), baseURL: new URL(beside.url()).origin });
  const desk = await context.newPage();
  await apiOf(desk)(authEndpoints.login, { body: moderator });
  return desk;
}

/** As the member's list has them, the newest first: the harmless one was the last. */
async function listOf(page: Page): Promise<Upload[]> {
  return (await apiOf(page)(uploadEndpoints.list, { query: {} })).items;
}
