import { expect, test } from '@playwright/test';
import { gotoSettled } from '../../support/settled-page.ts';
import { newCredentials, registerQuickly } from '../../support/users.ts';

/**
 * The goal is 120 kB, of which React and Next take 109 by themselves on every page. Members’ pages follow what happens, and
 * the gallery is the heaviest: the others stay 4 kB below. A public gallery keeps those images in the page that are near.
 */
const maxScriptBytes = { everyone: 127_000, visitors: 130_000, members: 147_000 };
const open = ['/', '/register', '/login', '/forgot-password'];
const member = [
  '/home',
  '/gallery',
  '/albums',
  '/onboarding',
  '/settings',
  '/settings/security',
  '/settings/sessions',
  '/settings/data',
];

const pages = [
  { who: 'everyone', paths: open },
  { who: 'visitors', paths: ['/u/demo'] },
  { who: 'members', paths: member },
] as const;

for (const { who, paths } of pages) {
  const maxBytes = maxScriptBytes[who];
  test(`no page for ${who} loads more than ${maxBytes / 1000} kB of scripts by itself @desktop`, async ({
    page,
    browser,
  }) => {
    if (who === 'members') await registerQuickly(page, newCredentials());
    const state = await page.context().storageState();
    for (const path of paths) {
      // Nothing in its cache: a first visit.
      const baseURL = process.env['E2E_BASE_URL'] ?? '';
      const context = await browser.newContext({ storageState: state, baseURL });
      const visit = await context.newPage();
      await gotoSettled(visit, path);
      const bytes = await visit.evaluate(() =>
        (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
          .filter(({ name }) => new URL(name).pathname.endsWith('.js'))
          .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
      );
      expect(bytes, `scripts of ${path}`).toBeGreaterThan(10_000);
      expect(bytes, `scripts of ${path}`).toBeLessThanOrEqual(maxBytes);
      await context.close();
    }
  });
}
