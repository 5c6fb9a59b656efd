import { mailLinkPaths, userEndpoints } from '@pixelboxx/shared';
import { expect, test } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { linkMailedTo } from '../../support/mail.ts';
import { newCredentials, registerQuickly, signIn, signInAt } from '../../support/users.ts';
import { keepScreenshot } from '../../support/screenshots.ts';

test('a user exports their data', async ({ page }, testInfo) => {
  const user = newCredentials();
  await registerQuickly(page, user);
  await page.goto('/settings/data');
  await page.getByRole('button', { name: 'Ask for my data' }).click();
  await expect(page.getByText(/Packing your archive|Your archive is ready/)).toBeVisible();
  await expect(page.getByText('Your archive is ready')).toBeVisible({ timeout: 30_000 });
  await keepScreenshot(page, testInfo, 'export-ready');

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download' }).click(),
  ]);
  const archive = await readFile(await download.path());
  expect(archive.subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004');
  // Ready for whoever comes back to the page, too.
  await page.reload();
  await expect(page.getByText('Your archive is ready')).toBeVisible();
});

test('a deleted account is hidden immediately, and can be restored within two weeks', async ({ page }, testInfo) => {
  const user = newCredentials();
  const profile = userEndpoints.profile.path.replace(':username', user.username);
  await registerQuickly(page, user);
  await page.goto('/settings/data');
  await page.getByRole('button', { name: 'Delete account…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete your account?' });
  await dialog.getByLabel('Your password').fill('not my password');
  await dialog.getByRole('button', { name: 'Delete my account' }).click();
  await expect(dialog.getByLabel('Your password')).toHaveAttribute('aria-invalid', 'true');
  await keepScreenshot(page, testInfo, 'delete-account');
  await dialog.getByLabel('Your password').fill(user.password);
  await dialog.getByRole('button', { name: 'Delete my account' }).click();
  await expect(page.getByRole('heading', { name: 'Goodbye, and thank you' })).toBeVisible();
  await expect(page.getByText(/within 14\s+days/)).toBeVisible();

  expect((await page.request.get(profile)).status()).toBe(404);
  await page.goto('/home');
  await expect(page).toHaveURL(/\/login/);
  await signIn(page, user.username, user.password);
  await expect(page.getByRole('alert').first()).toBeVisible();

  await page.goto(await linkMailedTo(user.email, mailLinkPaths.restoreAccount));
  await page.getByRole('button', { name: 'Keep my account' }).click();
  await expect(page.getByRole('heading', { name: 'Good to have you back' })).toBeVisible();
  await signInAt(page, user);
  expect((await page.request.get(profile)).status()).toBe(200);
});
