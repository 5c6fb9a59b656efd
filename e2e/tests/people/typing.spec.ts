import { authEndpoints } from '@pixelboxx/shared';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { newCredentials, register, registerQuickly, signIn } from '../../support/users.ts';

test('a password manager that fills in without typing signs in', async ({ page }) => {
  const user = newCredentials();
  await registerQuickly(page, user);
  await page.context().clearCookies();
  await page.goto('/login');
  const [name, password] = [page.getByLabel('Username or e-mail'), page.getByLabel('Password', { exact: true })];
  await expect(name).toHaveAttribute('autocomplete', /^username\b/);
  await expect(password).toHaveAttribute('autocomplete', 'current-password');
  await fillAsManager(name, user.username);
  await fillAsManager(password, user.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page).toHaveURL(/\/home/);
});

test('text that a password manager fills in before the scripts have loaded is not lost', async ({ page }) => {
  const user = newCredentials();
  await registerQuickly(page, user);
  await page.context().clearCookies();
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  // Scripts alone: without its styles a page is not even parsed.
  await page.route('**/_next/static/chunks/*.js', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('/login', { waitUntil: 'commit' });
  await fillAsManager(page.getByLabel('Username or e-mail'), user.username);
  await fillAsManager(page.getByLabel('Password', { exact: true }), user.password);
  release();
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page).toHaveURL(/\/home/);
});

test('a password manager’s suggestion for a new password fills both fields', async ({ page }) => {
  const user = newCredentials();
  await page.goto('/register');
  const fields = page.locator('input[autocomplete=new-password]');
  await expect(fields).toHaveCount(2);
  await page.getByLabel('Username', { exact: true }).fill(user.username);
  await page.getByLabel('E-mail', { exact: true }).fill(user.email);
  for (const field of await fields.all()) await fillAsManager(field, 'qV7-pPz3-mNn9-Xx2k');
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page).toHaveURL(/\/onboarding/);
});

test('a username and an address pasted with surrounding spaces are trimmed', async ({ page }) => {
  const user = newCredentials();
  await page.goto('/register');
  await paste(page, page.getByLabel('Username', { exact: true }), ` ${user.username} `);
  await paste(page, page.getByLabel('E-mail', { exact: true }), `\t${user.email}  `);
  for (const label of ['Password', 'Confirm password'])
    await page.getByLabel(label, { exact: true }).fill(user.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page).toHaveURL(/\/onboarding/);
  await page.context().clearCookies();
  await page.goto('/login');
  await paste(page, page.getByLabel('Username or e-mail'), ` ${user.email.toUpperCase()} `);
  await page.getByLabel('Password', { exact: true }).fill(user.password);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/home/);
});

test('[D1] a password works when another keyboard composes its characters differently', async ({ page }) => {
  const user = { ...newCredentials(), password: 'caf\u00e9 \u00fcber violet 7' };
  await register(page, user);
  await page.context().clearCookies();
  await page.goto('/login');
  await signIn(page, user.username, user.password.normalize('NFD'));
  await expect(page).toHaveURL(/\/home/);
});

test('a name typed in decomposed letters is shown and found like the composed one', async ({ page }) => {
  const user = newCredentials();
  await registerQuickly(page, user);
  await page.goto('/settings');
  await page.getByRole('button', { name: 'Change name' }).click();
  const unique = user.username.slice(5);
  const composed = `Zo\u00eb \u00d1and\u00fa ${unique}`;
  await page.getByLabel('Display name').fill(composed.normalize('NFD'));
  await page.getByRole('button', { name: /^Save/ }).first().click();
  await expect(page.getByText(/saved|updated/i).first()).toBeVisible();
  await page.goto(`/u/${user.username}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(composed);
});

test('a double click on a submit button sends once', async ({ page }) => {
  const user = newCredentials();
  await page.goto('/register');
  await page.getByLabel('Username', { exact: true }).fill(user.username);
  await page.getByLabel('E-mail', { exact: true }).fill(user.email);
  for (const label of ['Password', 'Confirm password'])
    await page.getByLabel(label, { exact: true }).fill(user.password);
  const sent = countOf(page, authEndpoints.register.path);
  await page.getByRole('button', { name: 'Create account' }).dblclick();
  await expect(page).toHaveURL(/\/onboarding/);
  expect(sent()).toBe(1);
  await page.context().clearCookies();
  await page.goto('/login');
  const signedIn = countOf(page, authEndpoints.login.path);
  await page.getByLabel('Username or e-mail').fill(user.username);
  await page.getByLabel('Password', { exact: true }).fill(user.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).dblclick();
  await expect(page).toHaveURL(/\/home/);
  expect(signedIn()).toBe(1);
});

/** Sets the value at once and says so, as extensions do: no focus, no key. */
async function fillAsManager(field: Locator, value: string): Promise<void> {
  await field.evaluate((input: HTMLInputElement, filled) => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, filled);
    for (const type of ['input', 'change']) input.dispatchEvent(new Event(type, { bubbles: true }));
  }, value);
}

/** From the clipboard, by the keys for it: the field gets a paste, and what its browser makes of the text. */
async function paste(page: Page, field: Locator, text: string): Promise<void> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
  await field.focus();
  await page.keyboard.press('ControlOrMeta+V');
}

function countOf(page: Page, path: string): () => number {
  let count = 0;
  page.on('request', (request) => {
    if (request.method() === 'POST' && new URL(request.url()).pathname === path) count += 1;
  });
  return () => count;
}
