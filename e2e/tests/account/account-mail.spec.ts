import { accountEndpoints, mailLinkPaths } from '@pixelboxx/shared';
import { expect, test, type Page } from '@playwright/test';
import { linkMailedTo } from '../../support/mail.ts';
import { gotoSettled } from '../../support/settled-page.ts';
import { newCredentials, registerQuickly, signIn, signInAt } from '../../support/users.ts';

const banner = (page: Page) => page.getByRole('heading', { name: 'Please confirm your e-mail address' });
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });

test('an address is confirmed by a click, not by opening the link, and only once', async ({ page }) => {
  const user = newCredentials();
  await registerQuickly(page, user);
  await page.goto('/home');
  await expect(banner(page)).toBeVisible();
  const link = await linkMailedTo(user.email, mailLinkPaths.verifyEmail);

  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST') sent.push(request.url());
    expect(request.url(), 'the token is told to nobody by an address').not.toContain(link.split('token=')[1]);
    expect(request.headers()['referer'] ?? '').not.toContain('token=');
  });
  const response = await gotoSettled(page, link);
  expect(response?.headers()['referrer-policy']).toBe('no-referrer');
  await expect(page).toHaveURL(mailLinkPaths.verifyEmail);
  expect(sent.filter((url) => url.endsWith(accountEndpoints.verifyEmail.path))).toEqual([]);

  await page.getByRole('button', { name: 'Confirm my address' }).click();
  await expect(heading(page, 'Your address is confirmed')).toBeFocused();
  await page.getByRole('link', { name: 'Go to your home' }).click();
  await expect(page.getByRole('heading', { name: /Hello/ })).toBeVisible();
  await expect(banner(page)).toBeHidden();

  await page.goto(link);
  await page.getByRole('button', { name: 'Confirm my address' }).click();
  await expect(heading(page, 'This link no longer works')).toBeVisible();
});

test('the link is sent again on request, and invalidates the previous one', async ({ page }) => {
  const user = newCredentials();
  await registerQuickly(page, user);
  const first = await linkMailedTo(user.email, mailLinkPaths.verifyEmail);
  await page.goto('/settings');
  await page.getByRole('button', { name: 'Send the link again' }).click();
  await expect(page.getByText('Sent. Look into your mailbox')).toBeVisible();
  const second = await linkMailedTo(user.email, mailLinkPaths.verifyEmail, [first]);
  await page.goto(first);
  await page.getByRole('button', { name: 'Confirm my address' }).click();
  await expect(heading(page, 'This link no longer works')).toBeVisible();
  // The second link, opened in the very same tab.
  await page.goto(second);
  await page.getByRole('button', { name: 'Confirm my address' }).click();
  await expect(heading(page, 'Your address is confirmed')).toBeVisible();
});

test('a user who is not signed in can sign in on the confirmation page, and keeps the password', async ({
  page,
  browser,
}) => {
  const user = newCredentials();
  await registerQuickly(page, user);
  const link = await linkMailedTo(user.email, mailLinkPaths.verifyEmail);
  const phone = await browser.newPage();
  await phone.goto(link);
  await signIn(phone, user.username, user.password);
  await expect(heading(phone, 'Your address is confirmed')).toBeVisible();
  await page.goto('/home');
  await expect(page.getByRole('heading', { name: /Hello/ })).toBeVisible();
  await expect(banner(page)).toBeHidden();
  await phone.close();
});

test('the owner of the mailbox can take over the account without its password', async ({ page, browser }) => {
  const squatter = newCredentials();
  await registerQuickly(page, squatter);
  const link = await linkMailedTo(squatter.email, mailLinkPaths.verifyEmail);
  const owner = await browser.newPage();
  await owner.goto(link);
  await owner.getByRole('button', { name: 'I don’t have the password' }).click();
  await owner.getByRole('button', { name: 'Confirm my address' }).click();
  await expect(heading(owner, 'One more step')).toBeVisible();
  await page.goto('/home');
  await expect(page).toHaveURL(/\/login/);
  await owner.goto(await linkMailedTo(squatter.email, mailLinkPaths.resetPassword));
  await expect(heading(owner, 'Choose a new password')).toBeVisible();
  await owner.close();
});

test('a forgotten password is reset by mail, and every device is signed out', async ({ page, browser }) => {
  const user = newCredentials();
  await registerQuickly(page, user);
  const elsewhere = await browser.newPage();
  await elsewhere.goto('/login');
  await elsewhere.getByRole('link', { name: 'Forgot your password?' }).click();
  await expect(heading(elsewhere, 'Forgot your password?')).toBeVisible();
  await elsewhere.getByLabel('E-mail', { exact: true }).fill(user.email);
  await elsewhere.getByRole('button', { name: 'Send the link' }).click();
  await expect(heading(elsewhere, 'Look into your mailbox')).toBeFocused();

  const link = await linkMailedTo(user.email, mailLinkPaths.resetPassword);
  await elsewhere.goto(link);
  await expect(elsewhere).toHaveURL(mailLinkPaths.resetPassword);
  const field = elsewhere.getByLabel('New password');
  await field.fill('password123');
  await expect(elsewhere.getByText('Very weak.')).toBeVisible();
  await elsewhere.getByRole('button', { name: 'Save new password' }).click();
  // Refused with a reason; the link is still good.
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  const password = 'marble otter 9 whistles';
  await field.fill(password);
  await elsewhere.getByRole('button', { name: 'Save new password' }).click();
  await expect(heading(elsewhere, 'Your password is changed')).toBeVisible();

  await page.goto('/home');
  await expect(page).toHaveURL(/\/login/);
  await elsewhere.getByRole('link', { name: 'Go to sign-in' }).click();
  await signIn(elsewhere, user.username, user.password);
  await expect(elsewhere.getByRole('alert').first()).toContainText('not right');
  await signInAt(elsewhere, { ...user, password });
  await elsewhere.close();
});

test('every page that emails link to says what to do if the token is missing', async ({ page }) => {
  for (const path of Object.values(mailLinkPaths)) {
    await page.goto(path);
    await expect(heading(page, 'This link is incomplete'), path).toBeVisible();
    await page.goto(`${path}#token=nothing-like-it`);
    // Same page, other fragment: as when a link is opened in the tab that is already there.
    await expect(page, path).toHaveURL(path);
  }
  await page.goto(`${mailLinkPaths.notMe}#token=nothing-like-it`);
  await page.getByRole('button', { name: 'Secure my account' }).click();
  await expect(heading(page, 'This link no longer works')).toBeFocused();
  await expect(page.getByRole('link', { name: 'Send me a link for a new password' })).toBeVisible();
});
