import { expect, test } from '@playwright/test';
import { newCredentials, registerQuickly } from '../../support/users.ts';

// Playwright’s own switch leaves `<noscript>` hidden: the browser’s setting does not.
const { PLAYWRIGHT_CHROMIUM: executablePath = '' } = process.env;
test.use({ launchOptions: { executablePath, args: ['--no-sandbox', '--blink-settings=scriptEnabled=false'] } });

test('[D5] without JavaScript every page with a form says that it is needed, and other pages work', async ({
  page,
}) => {
  for (const path of ['/login', '/register', '/forgot-password', '/reset-password']) {
    await page.goto(path);
    await expect(page.locator('noscript p'), path).toBeVisible();
  }
  const notice = await page.locator('noscript p').boundingBox();
  const heading = await page.getByRole('main').boundingBox();
  expect(notice?.y ?? Infinity, 'in view at once').toBeLessThan((heading?.y ?? 0) + 300);
  for (const path of ['/', '/u/demo']) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.locator('noscript p'), path).toBeHidden();
  }
});

test('[D5] without JavaScript the pages of a member say that it is needed, too', async ({ page }) => {
  await registerQuickly(page, newCredentials());
  await page.goto('/settings');
  await expect(page.locator('noscript p')).toBeVisible();
});
