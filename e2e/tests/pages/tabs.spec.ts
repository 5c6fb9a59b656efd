import { authEndpoints } from '@pixelboxx/shared';
import { expect, test } from '@playwright/test';
import { apiOf } from '../../support/api.ts';
import { newCredentials, registerQuickly } from '../../support/users.ts';

const tabCount = 10;

test('ten tabs whose access tokens expire at the same moment stay signed in @desktop', async ({ page, context }) => {
  test.slow();
  await registerQuickly(page, newCredentials());
  const tabs = [page, ...(await Promise.all(Array.from({ length: tabCount - 1 }, () => context.newPage())))];
  await Promise.all(tabs.map((tab) => tab.goto('/settings/sessions')));

  const renewals: number[] = [];
  context.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (pathname === authEndpoints.refresh.path) renewals.push(response.status());
  });
  for (let round = 1; round <= 3; round += 1) {
    await context.clearCookies({ name: /pbx_access$/ });
    await Promise.all(tabs.map((tab) => tab.reload()));
    await Promise.all(tabs.map((tab) => expect(tab.getByText('This device')).toBeVisible({ timeout: 30_000 })));
    for (const tab of tabs) expect(new URL(tab.url()).pathname).toBe('/settings/sessions');
  }
  // Tabs that waited for another's renewal rely on it: nobody is refused, and nothing looks like theft.
  expect(renewals.length).toBeGreaterThanOrEqual(1);
  expect(new Set(renewals)).toEqual(new Set([200]));
  expect(renewals.length, 'far fewer renewals than tabs').toBeLessThanOrEqual(3 * 2);
  const { items } = await apiOf(page)(authEndpoints.sessions);
  expect(items, 'still the one session').toHaveLength(1);
});
