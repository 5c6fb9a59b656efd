import { uploadEndpoints } from '@pixelboxx/shared';
import { expect, test } from '@playwright/test';
import { newCredentials, registerQuickly, signIn, signInAt } from '../../support/users.ts';

/** The same service by the number instead of the name of this machine. */
const byNumber = (baseURL: string) => baseURL.replace('localhost', '127.0.0.1');

test('[D5] opened as 127.0.0.1, a page redirects to the address where signing in works', async ({ page, baseURL }) => {
  const user = newCredentials();
  await registerQuickly(page, user);
  await page.context().clearCookies();
  await page.goto(`${byNumber(baseURL ?? '')}/login?next=%2Fsettings#here`);
  await expect(page).toHaveURL(`${baseURL ?? ''}/login?next=%2Fsettings#here`);
  await signIn(page, user.username, user.password);
  await expect(page).toHaveURL(/\/settings/);
});

test('[D5] opened by a LAN address, a page explains what to do instead of refusing to sign in', async ({
  page,
  baseURL,
}) => {
  // What a phone asks for: this machine listens for itself only, so the name is told by the request.
  const reply = await page.request.get('/', { headers: { host: '192.168.1.20:3000', accept: 'text/html' } });
  expect(reply.status()).toBe(421);
  await page.setContent(await reply.text());
  await expect(page.getByRole('heading', { name: 'Pixelboxx is not at this address' })).toBeVisible();
  await expect(page.getByRole('link', { name: baseURL ?? '' })).toBeVisible();
});

test('the back button after signing out shows nothing of the previous user', async ({ page }) => {
  const user = newCredentials();
  await registerQuickly(page, user);
  await page.goto('/home');
  await page.goto('/settings');
  await expect(page.getByRole('button', { name: 'Change name' })).toBeVisible();
  await page.getByRole('button', { name: 'Your account' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Your pictures, and the people in them.' })).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/\/login/);
  await expect(page.getByText(user.username)).toHaveCount(0);
});

test('the back button to a page for guests after signing in redirects to the member pages', async ({ page }) => {
  const user = newCredentials();
  await registerQuickly(page, user);
  await page.context().clearCookies();
  await page.goto('/');
  await signInAt(page, user);
  await page.goBack();
  await expect(page).toHaveURL(/\/home/);
  await expect(page.getByRole('button', { name: 'Your account' })).toBeVisible();
});

test('when another user signs in in a second tab, the first tab no longer shows or does anything as the previous user', async ({
  page,
  context,
}) => {
  const [first, second] = [newCredentials(), newCredentials()];
  await registerQuickly(page, second);
  await context.clearCookies();
  await registerQuickly(page, first);
  await page.goto('/home');
  await expect(page.getByRole('heading', { name: `Hello, ${first.username}` })).toBeVisible();
  const other = await context.newPage();
  await other.goto('/home');
  await other.getByRole('button', { name: 'Your account' }).click();
  await other.getByRole('button', { name: 'Sign out' }).click();
  await expect(other.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page).toHaveURL(/\/login/);
  await signInAt(other, second);
  await expect(page.getByRole('heading', { name: `Hello, ${second.username}` })).toBeVisible();
  await expect(page.getByText(first.username)).toHaveCount(0);
  const list = page.waitForResponse((response) => response.url().includes(uploadEndpoints.list.path));
  await page.goto('/gallery');
  expect((await list).status()).toBe(200);
});
