import { authEndpoints } from '@pixelboxx/shared';
import { expect, type Page, test } from '@playwright/test';
import { apiOf } from '../../support/api.ts';
import { choose, openGallery, tiles } from '../../support/gallery/gallery.ts';
import { newCredentials, register, registerQuickly, signIn } from '../../support/users.ts';
import { asJpeg, makePhoto } from '../../support/images.ts';
import { routes } from '../../support/routes.ts';
import { translateEverything, watchForBreakage } from '../../support/translator.ts';

let expectWhole: () => Promise<void>;
test.beforeEach(async ({ page, context }, { project }) => {
  await translateEverything(context, project.name === 'phone' ? 'moves' : 'replaces');
  expectWhole = watchForBreakage(page);
});

for (const audience of ['guests', 'members', 'staff'] as const) {
  test(`[D4] every page for ${audience} survives a browser translator, also while being used`, async ({ page }) => {
    test.setTimeout(180_000);
    if (audience === 'members') await registerQuickly(page, newCredentials());
    if (audience === 'staff') await signInAsStaff(page);
    for (const { path } of routes.filter((route) => route.audience === audience)) {
      await test.step(path, async () => {
        await page.goto(path);
        await useWhateverIsThere(page);
        await expectWhole();
      });
    }
  });
}

test('[D4] signing in works under a browser translator, after an error with its reason', async ({ page }) => {
  const user = newCredentials();
  await registerQuickly(page, user);
  await page.context().clearCookies();
  await page.goto('/login');
  await signIn(page, user.username, 'not my password');
  await expect(page.getByRole('alert').filter({ hasText: /password/i })).toBeVisible();
  await signIn(page, user.username, user.password);
  await expect(page).toHaveURL(/\/home/);
  await expect(page.getByRole('heading', { name: `Hello, ${user.username}` })).toBeVisible();
  await expectWhole();
});

test('[D4] registering under a browser translator shows updated texts, not the first ones', async ({ page }) => {
  await page.goto('/register');
  const username = page.getByLabel('Username', { exact: true });
  await username.fill('demo');
  await expect(page.getByText('This username is taken. Try another one.').first()).toBeVisible();
  await username.fill('x');
  await expect(page.getByText('This username is taken. Try another one.')).toHaveCount(0);
  await username.fill(newCredentials().username);
  await expect(page.getByText('This name is free.', { exact: true })).toBeVisible();
  await expect(page.getByText('Checking…')).toHaveCount(0);
  const password = page.getByLabel('Password', { exact: true });
  await password.fill('abc');
  await expect(page.getByText('Very weak.')).toBeVisible();
  await password.fill('violet kettle 7 sings');
  await expect(page.getByText('Very weak.')).toHaveCount(0);
  await register(page, newCredentials());
  await page
    .getByRole('button', { name: /skip|later/i })
    .first()
    .click();
  await expectWhole();
});

test('[D4] pictures are added, deleted and restored under a browser translator', async ({ page }) => {
  await registerQuickly(page, newCredentials());
  await openGallery(page);
  await choose(page, asJpeg('one.jpg', await makePhoto(400, 300)), asJpeg('two.jpg', await makePhoto(400, 300, 90)));
  await expect(page.getByText('2 pictures added')).toBeVisible({ timeout: 30_000 });
  await expect(tiles(page)).toHaveCount(2);
  await page.getByRole('button', { name: 'Select', exact: true }).click();
  await expect(page.getByText('0 selected')).toBeVisible();
  await tiles(page).first().click();
  await expect(page.getByText('1 selected')).toBeVisible();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(tiles(page)).toHaveCount(1);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(tiles(page)).toHaveCount(2);
  await tiles(page).first().click();
  await expect(page.getByRole('dialog', { name: 'Picture viewer' })).toContainText('1 /of 2');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('dialog', { name: 'Picture viewer' })).toContainText('2 /of 2');
  await page.keyboard.press('Escape');
  await expectWhole();
});

async function signInAsStaff(page: Page): Promise<void> {
  const body = { identifier: 'demo-admin', password: 'pixel-garden-42' };
  await apiOf(page)(authEndpoints.login, { body });
}

/** Sends every form empty, fills in every field, and goes to another page without loading anew: all of it is redrawn. */
async function useWhateverIsThere(page: Page): Promise<void> {
  await expect(page.locator('h1').first()).toBeVisible();
  for (const submit of await page.locator('form [type=submit]:enabled').all()) await submit.click();
  const fields = page.locator(
    'input:is([type=text], [type=email], [type=password], [type=search]):enabled:not([readonly])',
  );
  // A page that leads elsewhere takes its fields away.
  for (const field of await fields.all())
    await field.fill('ana@example.com', { timeout: 2_000 }).catch(() => undefined);
  await page.getByRole('button', { name: 'Dark theme' }).click();
  await page.locator('header a[href]').first().click();
  await expect(page.locator('h1').first()).toBeVisible();
}
