import { expect, type Page, test } from '@playwright/test';
import { mailLinkPaths } from '@pixelboxx/shared';
import { expectAccessible } from '../../support/accessible.ts';
import { addAuthenticator, pressBeforePasskeys } from '../../support/authenticator.ts';
import { codeMailedTo, linkMailedTo } from '../../support/mail.ts';
import { newCredentials, register, registerQuickly, signInAt } from '../../support/users.ts';

/** Asks for a code with what is typed into the one form. */
async function askForCode(page: Page, typed: string): Promise<void> {
  await page.goto('/login');
  await page.getByLabel('Username or e-mail').fill(typed);
  await page.getByRole('button', { name: 'E-mail me a code' }).click();
}

async function confirmAddress(page: Page, email: string): Promise<void> {
  await page.goto(await linkMailedTo(email, mailLinkPaths.verifyEmail));
  await page.getByRole('button', { name: 'Confirm my address' }).click();
  await expect(page.getByRole('heading', { name: 'Your address is confirmed' })).toBeVisible();
}

test('[E1] a code from the mailbox signs in without a password', async ({ page }) => {
  const user = newCredentials();
  await registerQuickly(page, user);
  await confirmAddress(page, user.email);
  await page.context().clearCookies();
  await askForCode(page, user.email);
  await expect(page.getByRole('heading', { name: 'Look into your mailbox' })).toBeVisible();
  await expect(page.getByLabel('Code', { exact: true })).toBeFocused();
  await expectAccessible(page);
  await page.getByLabel('Code', { exact: true }).fill('00000000');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByText('This code is not right')).toBeVisible();
  await page.getByLabel('Code', { exact: true }).fill(await codeMailedTo(user.email));
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page).toHaveURL(/\/home/);
});

test('[E7] the page looks the same without an account, and asks for the address if a username was typed', async ({
  page,
}) => {
  await askForCode(page, `nobody_${newCredentials().email}`);
  await expect(page.getByRole('heading', { name: 'Look into your mailbox' })).toBeVisible();
  await expect(page.getByText('If there is an account for')).toBeVisible();
  await page.getByRole('button', { name: 'Use another address' }).click();
  await expect(page.getByLabel('E-mail', { exact: true })).toBeFocused();
  await page.getByRole('button', { name: 'Sign in another way' }).click();
  await askForCode(page, 'somebody');
  await expect(page.getByLabel('E-mail', { exact: true })).toBeFocused();
  await expectAccessible(page);
});

test('[E2] the link signs in in the browser that requested it; elsewhere it says where to type the code', async ({
  page,
  browser,
}) => {
  const user = newCredentials();
  await registerQuickly(page, user);
  await confirmAddress(page, user.email);
  await page.context().clearCookies();
  await askForCode(page, user.email);
  await expect(page.getByRole('heading', { name: 'Look into your mailbox' })).toBeVisible();
  const link = await linkMailedTo(user.email, mailLinkPaths.emailCode);

  const elsewhere = await browser.newContext({ baseURL: process.env['E2E_BASE_URL'] ?? '' });
  const other = await elsewhere.newPage();
  await other.goto(link);
  await other.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(other.getByRole('heading', { name: 'Type the code there' })).toBeVisible();
  await expectAccessible(other);
  await elsewhere.close();

  await page.goto(link);
  // What was in the address bar is gone, and nothing has happened yet.
  await expect(page).toHaveURL(/\/email-code$/);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page).toHaveURL(/\/home/);
});

test('[E9] a passkey creates an account without a password, and signs in to it again', async ({ page }) => {
  const user = newCredentials();
  const device = await addAuthenticator(page);
  await page.goto('/register');
  await page.getByLabel('Username', { exact: true }).fill(user.username);
  await page.getByRole('button', { name: 'Use a passkey instead of a password' }).click();
  // The form in which they are typed is another one.
  await expect(page.getByRole('button', { name: 'Create account with a passkey' })).toBeVisible();
  // What was typed is not lost.
  await expect(page.getByLabel('Username', { exact: true })).toHaveValue(user.username);
  await expect(page.getByLabel('Password', { exact: true })).toBeHidden();
  await page.getByLabel('E-mail', { exact: true }).fill(user.email);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Create account with a passkey' }).click();
  await expect(page).toHaveURL(/\/onboarding/);
  expect(await device.passkeyCount()).toBe(1);

  await page.goto('/settings/security');
  await expect(page.getByText('This account has no password yet')).toBeVisible();

  await page.context().clearCookies();
  await page.goto('/login');
  await pressBeforePasskeys(page.getByRole('button', { name: 'Sign in with a passkey' }));
  await expect(page).toHaveURL(/\/home/);
});

test('[E9] a passkey is suggested in the username field, without a button', async ({ page }) => {
  const user = newCredentials();
  await addAuthenticator(page);
  await page.goto('/register');
  await page.getByRole('button', { name: 'Use a passkey instead of a password' }).click();
  // The form in which they are typed is another one.
  await expect(page.getByRole('button', { name: 'Create account with a passkey' })).toBeVisible();
  await page.getByLabel('Username', { exact: true }).fill(user.username);
  await page.getByLabel('E-mail', { exact: true }).fill(user.email);
  await page.getByRole('button', { name: 'Create account with a passkey' }).click();
  await expect(page).toHaveURL(/\/onboarding/);
  await page.context().clearCookies();
  await page.goto('/login');
  await expect(page.getByLabel('Username or e-mail')).toHaveAttribute('autocomplete', 'username webauthn');
  // The device of this test picks a passkey as soon as the browser has it in its list.
  await page.keyboard.press('Tab');
  await expect(page).toHaveURL(/\/home/);
});

test('[E11] by default the sign-in page offers the password form', async ({ page }) => {
  const user = newCredentials();
  await register(page, user);
  await page.context().clearCookies();
  await signInAt(page, user);
});
