import { authEndpoints, liveEndpoints, uploadEndpoints } from '@pixelboxx/shared';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { apiOf } from '../../support/api.ts';
import { choose, openGallery, tiles } from '../../support/gallery/gallery.ts';
import { asJpeg, makePhoto } from '../../support/images.ts';
import { keepScreenshot } from '../../support/screenshots.ts';
import { type Credentials, newCredentials, registerQuickly, signInAt } from '../../support/users.ts';

let credentials: Credentials;

test.beforeEach(async ({ page }) => {
  credentials = newCredentials();
  await registerQuickly(page, credentials);
});

/** Another device of the same user. */
async function otherDevice(browser: Browser, baseURL: string | undefined): Promise<Page> {
  const context = await browser.newContext({ ...(baseURL && { baseURL }) });
  const page = await context.newPage();
  await signInAt(page, credentials);
  return page;
}

/** Resolves once this page, or another tab of its browser, is told what happens. */
async function openLive(page: Page, path: string): Promise<void> {
  const connected = page.waitForResponse(isLive, { timeout: 30_000 });
  await page.goto(path);
  expect((await connected).status()).toBe(200);
}

const isLive = (message: { url: () => string }) => new URL(message.url()).pathname === liveEndpoints.events.path;

test('a device that is signed out from another one shows the login page immediately, in every tab', async ({
  page,
  browser,
  baseURL,
}) => {
  const other = await otherDevice(browser, baseURL);
  await openLive(other, '/settings/sessions');
  const secondTab = await other.context().newPage();
  await secondTab.goto('/home');
  await page.goto('/settings/sessions');
  const buttons = page.getByRole('button', { name: /^Sign out (?!all)/ });
  await expect(buttons).toHaveCount(1);
  await buttons.click();
  await expect(other).toHaveURL(/\/login/);
  await expect(secondTab).toHaveURL(/\/login/);
  await other.context().close();
});

test('the list of devices updates on sign-ins and sign-outs', async ({ page, browser, baseURL }, testInfo) => {
  await openLive(page, '/settings/sessions');
  await expect(page.getByText('This device')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Sign out (?!all)/ })).toHaveCount(0);
  const other = await otherDevice(browser, baseURL);
  await expect(page.getByRole('button', { name: /^Sign out (?!all)/ })).toHaveCount(1);
  await expect(page.getByRole('button', { name: 'Was it you?' })).toBeVisible();
  await keepScreenshot(page, testInfo, 'live-notice');
  await apiOf(other)(authEndpoints.logout);
  await expect(page.getByRole('button', { name: /^Sign out (?!all)/ })).toHaveCount(0);
  await other.context().close();
});

test('a gallery shows pictures added and deleted on another device', async ({ page, browser, baseURL }) => {
  const other = await otherDevice(browser, baseURL);
  await openLive(other, '/gallery');
  await openGallery(page);
  await choose(page, asJpeg('seen-by-both.jpg', await makePhoto(800, 600, 30)));
  await expect(tiles(other)).toHaveCount(1, { timeout: 30_000 });
  const { items } = await apiOf(page)(uploadEndpoints.list, { query: {} });
  await apiOf(page)(uploadEndpoints.remove, { params: { id: items[0]?.id ?? '' } });
  await expect(tiles(other)).toHaveCount(0);
  await other.context().close();
});

test('one stream serves all tabs, and another tab takes over when its tab is closed @desktop', async ({
  page,
  context,
}) => {
  let streams = 0;
  context.on('request', (request) => {
    if (isLive(request)) streams += 1;
  });
  await openLive(page, '/settings/sessions');
  const tabs = await Promise.all(Array.from({ length: 7 }, () => context.newPage()));
  // Six connections to one origin are all that HTTP/1.1 allows: with a stream each, the seventh would get no answer.
  await Promise.all(tabs.map((tab) => tab.goto('/settings/sessions')));
  for (const tab of tabs) await expect(tab.getByText('This device')).toBeVisible({ timeout: 30_000 });
  expect(streams).toBe(1);
  const [next] = tabs;
  if (!next) throw new Error('There are tabs');
  const takenOver = context.waitForEvent('response', { predicate: isLive, timeout: 30_000 });
  await page.close();
  expect((await takenOver).status()).toBe(200);
  expect(streams).toBe(2);
});
