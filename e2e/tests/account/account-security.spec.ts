import { authEndpoints, mailLinkPaths } from '@pixelboxx/shared';
import { expect, test, type Page } from '@playwright/test';
import { isApiError } from '@pixelboxx/api-client/errors';
import { apiOf } from '../../support/api.ts';
import { linkMailedTo } from '../../support/mail.ts';
import { newCredentials, registerQuickly, signIn, signInAt, type Credentials } from '../../support/users.ts';

const newPassword = 'copper lantern 4 drifts';

async function registerVerified(page: Page, user: Credentials): Promise<void> {
  await registerQuickly(page, user);
  await page.goto(await linkMailedTo(user.email, mailLinkPaths.verifyEmail));
  await page.getByRole('button', { name: 'Confirm my address' }).click();
  await expect(page.getByRole('heading', { name: 'Your address is confirmed' })).toBeVisible();
}

async function changePassword(page: Page, current: string): Promise<void> {
  await page.goto('/settings/security');
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByLabel('Current password')).toBeFocused();
  await page.getByLabel('Current password').fill(current);
  await page.getByLabel('New password').fill(newPassword);
  await page.getByRole('button', { name: 'Save new password' }).click();
}

test('changing the password signs out the other browser, but not this one', async ({ page, browser }) => {
  const user = newCredentials();
  await registerQuickly(page, user);
  const other = await browser.newPage();
  await signInAt(other, user);

  await changePassword(page, 'not my password');
  await expect(page.getByLabel('Current password')).toHaveAttribute('aria-invalid', 'true');
  await page.getByLabel('Current password').fill(user.password);
  await page.getByRole('button', { name: 'Save new password' }).click();
  await expect(page.getByText('Your password is changed.')).toBeVisible();

  await other.goto('/settings');
  await expect(other).toHaveURL(/\/login/);
  await signInAt(other, { ...user, password: newPassword });
  await page.reload();
  await expect(page.getByText('Your password was changed.')).toBeVisible();
  await other.close();
});

test('a new address is confirmed from its mailbox, in the browser that requested it', async ({ page }) => {
  const user = newCredentials();
  const { email: newEmail } = newCredentials();
  await registerVerified(page, user);
  await page.goto('/settings/security');
  await page.getByRole('button', { name: 'Change e-mail' }).click();
  await page.getByLabel('New e-mail').fill(newEmail);
  await page.getByLabel('Your password').fill(user.password);
  await page.getByRole('button', { name: 'Send the link', exact: true }).click();
  await expect(page.getByText(`We sent a link to ${newEmail}`)).toBeVisible();
  await expect(page.getByText(user.email).first()).toBeVisible();

  await page.goto(await linkMailedTo(newEmail, mailLinkPaths.confirmEmail));
  await page.getByRole('button', { name: 'Use this address' }).click();
  await expect(page.getByRole('heading', { name: 'Your address is confirmed' })).toBeVisible();
  await page.goto('/settings/security');
  await expect(page.getByText(newEmail).first()).toBeVisible();
  // The previous mailbox was told, and can take it back.
  await linkMailedTo(user.email, mailLinkPaths.notMe);
});

test('“this wasn’t me” locks everybody out until the owner chooses a password', async ({ page, browser }) => {
  const user = newCredentials();
  await registerVerified(page, user);
  await changePassword(page, user.password);
  await expect(page.getByText('Your password is changed.')).toBeVisible();

  const owner = await browser.newPage();
  await owner.goto(await linkMailedTo(user.email, mailLinkPaths.notMe));
  await owner.getByRole('button', { name: 'Secure my account' }).click();
  await expect(owner.getByRole('heading', { name: 'Your account is safe' })).toBeVisible();
  await page.goto('/home');
  await expect(page).toHaveURL(/\/login/);
  await signIn(page, user.username, newPassword);
  await expect(page.getByRole('alert').first()).toContainText('not right');

  await owner.goto(await linkMailedTo(user.email, mailLinkPaths.resetPassword));
  await owner.getByLabel('New password').fill(user.password);
  await owner.getByRole('button', { name: 'Save new password' }).click();
  await expect(owner.getByRole('heading', { name: 'Your password is changed' })).toBeVisible();
  await signInAt(owner, user);
  await owner.close();
});

test('all security events can be read, page by page', async ({ page }) => {
  const user = newCredentials();
  await registerQuickly(page, user);
  for (let round = 0; round < 12; round += 1) {
    const { username: identifier, password } = user;
    await apiOf(page)(authEndpoints.login, { body: { identifier, password } });
  }
  await page.goto('/settings/security');
  const first = page.getByText('You created this account.');
  const more = page.getByRole('button', { name: 'Show earlier ones' });
  await expect(more).toBeVisible();
  await expect(first).toBeHidden();
  await expect(async () => {
    if (await more.isVisible()) await more.click();
    await expect(first).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expect(more).toBeHidden();
});

test('after too many wrong passwords the page counts down, and offers a password reset', async ({ page, browser }) => {
  const user = newCredentials();
  await registerQuickly(page, user);
  const stranger = await browser.newPage();
  await expect
    .poll(
      async () => {
        const body = { identifier: user.username, password: 'wrong' };
        return apiOf(stranger)(authEndpoints.login, { body }).catch((error: unknown) =>
          isApiError(error) ? error.status : error,
        );
      },
      { timeout: 40_000, intervals: [1] },
    )
    .toBe(429);
  await stranger.goto('/login');
  await signIn(stranger, user.username, user.password);
  const alert = stranger.getByRole('alert').filter({ hasText: 'You can try again in' });
  await expect(alert).toContainText(/\d+ seconds?|\d:\d\d minutes/);
  await expect(stranger.getByRole('button', { name: 'Sign in', exact: true })).toBeDisabled();
  await alert.getByRole('link', { name: 'choose a new password by mail' }).click();
  await expect(stranger).toHaveURL(/\/forgot-password/);
  // The owner, meanwhile, is not disturbed.
  await page.goto('/home');
  await expect(page.getByRole('heading', { name: /Hello/ })).toBeVisible();
  await stranger.close();
});
