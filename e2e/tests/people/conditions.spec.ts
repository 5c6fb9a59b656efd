import { uploadEndpoints } from '@pixelboxx/shared';
import { expect, type Page, test } from '@playwright/test';
import { choose, openGallery, row, tiles } from '../../support/gallery/gallery.ts';
import { newCredentials, registerQuickly } from '../../support/users.ts';
import { asJpeg, makePhoto } from '../../support/images.ts';
import { gotoSettled } from '../../support/settled-page.ts';

test('on slow 3G a page is readable before its scripts have loaded, and text typed meanwhile is sent', async ({
  page,
}) => {
  const user = newCredentials();
  await registerQuickly(page, user);
  await page.context().clearCookies();
  const network = await page.context().newCDPSession(page);
  await network.send('Network.enable');
  const bytesPerSecond = (400 * 1000) / 8;
  await network.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 400,
    downloadThroughput: bytesPerSecond,
    uploadThroughput: bytesPerSecond,
  });
  await page.goto('/login', { waitUntil: 'commit' });
  const name = page.getByLabel('Username or e-mail');
  await expect(name).toBeVisible();
  await name.fill(user.username);
  await page.getByLabel('Password', { exact: true }).fill(user.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click({ timeout: 30_000 });
  await expect(page).toHaveURL(/\/home/, { timeout: 30_000 });
  await expect(page.getByRole('heading', { name: `Hello, ${user.username}` })).toBeVisible({ timeout: 30_000 });
});

test('a dialog opened while offline opens when the network is back, and the page keeps its state', async ({
  page,
  context,
}) => {
  await registerQuickly(page, newCredentials());
  await openGallery(page);
  await choose(page, asJpeg('photo.jpg', await makePhoto(900, 900)));
  await expect(tiles(page)).toHaveCount(1, { timeout: 30_000 });
  // What the viewer is made of has not come yet, and does not come.
  await context.setOffline(true);
  const failed = page.waitForEvent('requestfailed');
  await tiles(page).first().click();
  await failed;
  await expect(page.getByRole('heading', { name: 'Your pictures' })).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByRole('dialog', { name: 'Picture viewer' })).toBeVisible();
});

test('an upload interrupted by going offline waits, says so, and finishes when the network is back', async ({
  page,
  context,
}) => {
  await registerQuickly(page, newCredentials());
  await openGallery(page);
  const arrived = Promise.withResolvers<undefined>();
  await page.route(`**${uploadEndpoints.image.path}`, async (route) => {
    arrived.resolve(undefined);
    await context.setOffline(true);
    await route.abort('internetdisconnected');
  });
  await choose(page, asJpeg('train.jpg', await makePhoto(400, 300)));
  await arrived.promise;
  await expect(page.getByText(/You are offline/)).toBeVisible();
  await expect(row(page, 'train.jpg')).toBeVisible();
  await page.unroute(`**${uploadEndpoints.image.path}`);
  await context.setOffline(false);
  await expect(page.getByText('1 picture added')).toBeVisible({ timeout: 30_000 });
  await expect(tiles(page)).toHaveCount(1);
});

test('at 200 % zoom nothing is cut off and every button stays reachable', async ({ page }) => {
  await registerQuickly(page, newCredentials());
  // Zooming by two leaves half the pixels to lay a page out in (WCAG 1.4.10 asks for 320 to be enough).
  const { width, height } = page.viewportSize() ?? { width: 640, height: 400 };
  await page.setViewportSize({ width: Math.max(320, width / 2), height: height / 2 });
  for (const path of ['/home', '/gallery', '/settings', '/settings/security', `/u/demo`]) {
    await page.goto(path);
    await expect(page.locator('h1').first()).toBeVisible();
    expect(await cutOff(page), path).toEqual([]);
  }
});

test('with text twice as large nothing is cut off @phone', async ({ page }) => {
  const look = async (path: string) => {
    await gotoSettled(page, path);
    await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
    expect(await cutOff(page), path).toEqual([]);
  };
  for (const path of ['/', '/login', '/register']) await look(path);
  await registerQuickly(page, newCredentials());
  for (const path of ['/home', '/gallery', '/albums', '/device', '/settings', '/settings/security', '/settings/data'])
    await look(path);
});

test('a name of thirty wide letters is not cut off anywhere @phone', async ({ page }) => {
  const { email, ...user } = newCredentials();
  const username = `${'W'.repeat(30 - 8)}${user.username.slice(-8)}`;
  await page.goto('/');
  await registerQuickly(page, { ...user, username, email: `${'w'.repeat(40)}.${email}` });
  for (const path of ['/home', `/u/${username}`, '/gallery', '/settings', '/settings/security']) {
    await gotoSettled(page, path);
    expect(await cutOff(page), path).toEqual([]);
  }
  await page.getByRole('button', { name: 'Make a token' }).click();
  await page.getByLabel('Name of the token').fill(username);
  await page.getByRole('checkbox').first().check();
  await page.getByRole('button', { name: 'Make token' }).click();
  await page.getByRole('button', { name: `End ${username}` }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  expect(await cutOff(page), 'a dialog that names it').toEqual([]);
});

test('pages for visitors without a session use our own fonts @phone', async ({ page }) => {
  await page.goto('/');
  const faces = await page.evaluate(async () => {
    await document.fonts.ready;
    // What stands in until they are there is a typeface of this machine, which may lack it.
    const ours = [...document.fonts].filter(({ family }) => !/fallback/i.test(family));
    return ours.filter(({ status }) => status !== 'unloaded').map(({ family, status }) => `${family}: ${status}`);
  });
  expect(faces.length).toBeGreaterThan(0);
  expect(faces.filter((face) => !face.endsWith(': loaded'))).toEqual([]);
});

test('with reduced motion no animation is noticeable', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await registerQuickly(page, newCredentials());
  await openGallery(page);
  await choose(page, asJpeg('one.jpg', await makePhoto(400, 300)));
  await expect(tiles(page)).toHaveCount(1, { timeout: 30_000 });
  await tiles(page).first().click();
  await expect(page.getByRole('dialog', { name: 'Picture viewer' })).toBeVisible();
  for (const path of [null, '/home', '/settings']) {
    if (path) await page.goto(path);
    const durations = await page.evaluate(() =>
      document.getAnimations().map((animation) => animation.effect?.getComputedTiming().activeDuration ?? 0),
    );
    for (const duration of durations) expect(Number(duration)).toBeLessThanOrEqual(10);
  }
});

/** Words and controls that stick out of the page sideways, and a page that has to be scrolled sideways. */
async function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const outside = [...document.querySelectorAll('a, button, input, h1, h2, p')].filter((element) => {
      const { left, right, height } = element.getBoundingClientRect();
      return height > 1 && right - left > 1 && element.checkVisibility() && (right > width + 1 || left < -1);
    });
    const scrolls = document.documentElement.scrollWidth > width ? ['the page scrolls sideways'] : [];
    return [...scrolls, ...outside.map((element) => element.outerHTML.slice(0, 120))];
  });
}
