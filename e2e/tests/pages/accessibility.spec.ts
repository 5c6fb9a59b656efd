import { authEndpoints, devicePath, mailLinkPaths } from '@pixelboxx/shared';
import { type Page, test } from '@playwright/test';
import { expectAccessible } from '../../support/accessible.ts';
import { apiOf } from '../../support/api.ts';
import { gotoSettled } from '../../support/settled-page.ts';
import { newCredentials, register } from '../../support/users.ts';
import { keepScreenshot } from '../../support/screenshots.ts';

const emailPages = Object.values(mailLinkPaths);
const open = ['/', '/register', '/login', '/nowhere', '/forgot-password', '/goodbye'];
/** With a token, and one of them without, where all look alike. */
const emails = [mailLinkPaths.notMe, ...emailPages.map((path) => `${path}#token=unknown`)];
const tabs = ['/settings', '/settings/security', '/settings/sessions', '/settings/data'];
const member = ['/onboarding', '/home', '/gallery', devicePath, ...tabs, `${mailLinkPaths.verifyEmail}#token=unknown`];
const staff = [
  '/admin',
  '/admin/pictures',
  '/admin/failed-events',
  '/admin/suppressed-addresses',
  '/admin/webhooks',
  '/admin/attacks',
  '/admin/audit',
];
/** One of the demo users that the stack of these tests starts with. */
const administrator = { identifier: 'demo-admin', password: 'pixel-garden-42' };

for (const theme of ['light', 'dark'] as const) {
  test.describe(`in the ${theme} theme`, () => {
    test.use({ colorScheme: theme });

    test('public pages have no accessibility violations', async ({ page }, testInfo) => {
      for (const path of open) await check(page, path, () => keepScreenshot(page, testInfo, `${theme}${name(path)}`));
    });

    test('pages that emails link to have no accessibility violations', async ({ page }, testInfo) => {
      for (const path of emails) await check(page, path, () => keepScreenshot(page, testInfo, `${theme}${name(path)}`));
    });

    test('pages of a member have no accessibility violations', async ({ page }, testInfo) => {
      await register(page, newCredentials());
      for (const path of member) await check(page, path, () => keepScreenshot(page, testInfo, `${theme}${name(path)}`));
    });

    test('pages of an administrator have no accessibility violations', async ({ page }, testInfo) => {
      await apiOf(page)(authEndpoints.login, { body: administrator });
      for (const path of staff) await check(page, path, () => keepScreenshot(page, testInfo, `${theme}${name(path)}`));
    });
  });
}

async function check(page: Page, path: string, look: () => Promise<void>): Promise<void> {
  // What is behind the “#” alone does not make a new page.
  await page.goto('about:blank');
  await gotoSettled(page, path);
  await look();
  await test.step(path, () => expectAccessible(page));
}

function name(path: string): string {
  return path === '/' ? '-landing' : path.replace('#token=unknown', '-link').replaceAll('/', '-');
}
