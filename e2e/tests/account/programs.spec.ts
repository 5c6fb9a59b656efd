import { expect, test } from '@playwright/test';
import { authEndpoints, deviceEndpoints, devicePath, uploadEndpoints } from '@pixelboxx/shared';
import { apiOf } from '../../support/api.ts';
import { keepScreenshot } from '../../support/screenshots.ts';
import { gotoSettled } from '../../support/settled-page.ts';
import { newCredentials, registerQuickly } from '../../support/users.ts';

test('a program is approved by its code, works within its scopes, and stops working when its user revokes it', async ({
  page,
  playwright,
  baseURL,
}, testInfo) => {
  // A program has no browser: neither cookies nor a page.
  const request = await playwright.request.newContext({ baseURL: baseURL ?? '' });
  const program = apiOf({ request });
  const begun = await program(deviceEndpoints.begin, {
    body: { clientName: 'Backup on tower', scopes: ['uploads:read'] },
  });
  expect(new URL(begun.verificationUri).pathname).toBe(devicePath);

  await registerQuickly(page, newCredentials());
  await gotoSettled(page, devicePath);
  await keepScreenshot(page, testInfo, 'device-code');
  await page.getByLabel('Code').fill(begun.userCode.toLowerCase());
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('heading', { name: 'Let “Backup on tower” act for you?' })).toBeFocused();
  await keepScreenshot(page, testInfo, 'device-question');
  await page.getByRole('button', { name: 'Allow' }).click();
  await expect(page.getByText(/^Done\./)).toBeVisible();

  const { token } = await program(deviceEndpoints.token, { body: { deviceCode: begun.deviceCode } });
  const ask = async (path: string) => {
    const response = await request.get(path, { headers: { authorization: `Bearer ${token}` } });
    return response.status();
  };
  expect(await ask(uploadEndpoints.list.path)).toBe(200);
  expect(await ask(authEndpoints.sessions.path)).toBe(403);

  await gotoSettled(page, '/settings/security');
  await keepScreenshot(page, testInfo, 'tokens');
  await page.getByRole('button', { name: 'End Backup on tower' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End token' }).click();
  await expect(page.getByText('Backup on tower')).toHaveCount(0);
  expect(await ask(uploadEndpoints.list.path)).toBe(401);
  await request.dispose();
});

test('an access token is created in the settings, and shown once', async ({ page }, testInfo) => {
  await registerQuickly(page, newCredentials());
  await gotoSettled(page, '/settings/security');
  await page.getByRole('button', { name: 'Make a token' }).click();
  await page.getByLabel('Name of the token').fill('My script');
  await page
    .getByRole('checkbox', { name: /uploads:read|See your pictures/ })
    .first()
    .check();
  await keepScreenshot(page, testInfo, 'new-token');
  await page.getByRole('button', { name: 'Make token' }).click();
  await expect(page.getByText(/^pxb_[0-9A-Za-z]{49}$/)).toBeVisible();
  await keepScreenshot(page, testInfo, 'token-shown');
  await page.reload();
  await expect(page.getByText('My script', { exact: true })).toBeVisible();
  await expect(page.getByText(/^pxb_/)).toHaveCount(0);
});
