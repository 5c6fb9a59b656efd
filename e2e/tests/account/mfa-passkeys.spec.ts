import { expect, test, type Page } from '@playwright/test';
import { addAuthenticator, pressBeforePasskeys } from '../../support/authenticator.ts';
import { oneTimeCode } from '../../support/one-time-code.ts';
import { newCredentials, registerQuickly, signIn } from '../../support/users.ts';
import { keepScreenshot } from '../../support/screenshots.ts';

async function addPasskey(page: Page, name: string): Promise<void> {
  await page.goto('/settings/security');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByLabel('Name of the passkey').fill(name);
  await page.getByRole('button', { name: 'Create passkey' }).click();
  await expect(page.getByText('Your passkey is ready.')).toBeVisible();
  await expect(page.getByText(name)).toBeVisible();
}

test('a passkey signs in without a password, and is removed', async ({ page }, testInfo) => {
  const user = newCredentials();
  await registerQuickly(page, user);
  const device = await addAuthenticator(page);
  await addPasskey(page, 'My laptop');
  expect(await device.passkeyCount()).toBe(1);
  await keepScreenshot(page, testInfo, 'passkeys');

  await page.context().clearCookies();
  await page.goto('/login?next=/settings/security');
  await pressBeforePasskeys(page.getByRole('button', { name: 'Sign in with a passkey' }));
  await expect(page).toHaveURL(/\/settings\/security/);
  await expect(page.getByText('My laptop')).toBeVisible();

  await page.getByRole('button', { name: 'Remove My laptop' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove passkey' }).click();
  await expect(page.getByText('My laptop', { exact: true })).toBeHidden();

  await page.context().clearCookies();
  await page.goto('/login');
  await pressBeforePasskeys(page.getByRole('button', { name: 'Sign in with a passkey' }));
  await expect(page.getByRole('alert').first()).toContainText('not accepted');
  await expect(page).toHaveURL(/\/login/);
});

test('a passkey replaces the code after the password', async ({ page }) => {
  const user = newCredentials();
  await registerQuickly(page, user);
  await addAuthenticator(page);
  await addPasskey(page, 'My key');
  await page.getByRole('button', { name: 'Set up codes' }).click();
  const secret = (await page.getByRole('code').first().textContent()) ?? '';
  await page.getByLabel('Code', { exact: true }).fill(oneTimeCode(secret));
  await page.getByRole('button', { name: 'Turn on codes' }).click();
  await page.getByRole('button', { name: 'I have saved them' }).click();

  await page.context().clearCookies();
  await page.goto('/login');
  await page.getByLabel('Username or e-mail').fill(user.username);
  await page.getByLabel('Password', { exact: true }).fill(user.password);
  await pressBeforePasskeys(page.getByRole('button', { name: 'Sign in', exact: true }));
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await expect(page).toHaveURL(/\/home/);
});

test('without a passkey in the browser the page says so, and the password still works', async ({ page }) => {
  const user = newCredentials();
  await registerQuickly(page, user);
  await page.context().clearCookies();
  await addAuthenticator(page);
  await page.goto('/login');
  await pressBeforePasskeys(page.getByRole('button', { name: 'Sign in with a passkey' }));
  await expect(page.getByRole('alert').first()).toContainText('No passkey was used');
  await signIn(page, user.username, user.password);
  await expect(page).toHaveURL(/\/home/);
});
