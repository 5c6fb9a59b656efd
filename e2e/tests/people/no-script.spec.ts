import { expect, test } from '@playwright/test';
import { newCredentials, registerQuickly } from '../../support/users.ts';

// Playwright’s own switch leaves `<noscript>` hidden: the browser’s setting does not.
const { PLAYWRIGHT_CHROMIUM: executablePath = '' } = process.env;
test.use({ launchOptions: { executablePath, args: ['--no-sandbox', '--blink-settings=scriptEnabled=false'] } });

test('[D5] every page with a form says above it what is needed, and others just work', async ({ page }) => {
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

test('[D5] pages of a member say so, too', async ({ page }) => {
  await registerQuickly(page, newCredentials());
  await page.goto('/settings');
  await expect(page.locator('noscript p')).toBeVisible();
});
