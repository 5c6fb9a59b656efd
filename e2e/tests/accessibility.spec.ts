import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { newCredentials, register } from '../support/people.ts';
import { keepScreenshot } from '../support/screenshots.ts';

const open = ['/', '/register', '/login', '/nowhere'];
const member = ['/onboarding', '/home', '/settings', '/settings/security'];

for (const theme of ['light', 'dark'] as const) {
  test.describe(`in the ${theme} theme`, () => {
    test.use({ colorScheme: theme });

    test('pages open to everyone have no accessibility violations', async ({ page }, testInfo) => {
      for (const path of open) await check(page, path, () => keepScreenshot(page, testInfo, `${theme}${name(path)}`));
    });

    test('pages of a member have no accessibility violations', async ({ page }, testInfo) => {
      await register(page, newCredentials());
      for (const path of member) await check(page, path, () => keepScreenshot(page, testInfo, `${theme}${name(path)}`));
    });
  });
}

async function check(page: Page, path: string, look: () => Promise<void>): Promise<void> {
  await page.goto(path, { waitUntil: 'networkidle' });
  await look();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${path}: ${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
  // Nothing may be cut off or need sideways scrolling on the narrowest phone.
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow, `${path} scrolls sideways`).toBeLessThanOrEqual(0);
}

function name(path: string): string {
  return path === '/' ? '-landing' : path.replaceAll('/', '-');
}
