import { expect, type Page, test } from '@playwright/test';
import { choose, openGallery, tiles } from '../../support/gallery/gallery.ts';
import { newCredentials, registerQuickly } from '../../support/users.ts';
import { asJpeg, makePhoto } from '../../support/images.ts';

test('a user with only a keyboard signs in, changes the name, and signs out @desktop', async ({ page }) => {
  const user = newCredentials();
  await registerQuickly(page, user);
  await page.context().clearCookies();
  await page.goto('/');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await reach(page, 'Sign in');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/login/);
  await expect(page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
  await reach(page, 'Username or e-mail');
  await page.keyboard.type(user.username);
  await reach(page, 'Password');
  await page.keyboard.type(user.password);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/home/);

  await reach(page, 'Finish your profile');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/settings/);
  await reach(page, 'Change name');
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Display name')).toBeFocused();
  await page.keyboard.type('Ada by keys');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/saved|updated/i).first()).toBeVisible();

  await reach(page, 'Your account', 'Shift+Tab');
  await page.keyboard.press('Enter');
  await reach(page, 'Sign out');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Your pictures, and the people in them.' })).toBeVisible();
});

test('a dialog opened by keyboard traps the focus, and returns it @desktop', async ({ page }) => {
  await registerQuickly(page, newCredentials());
  await openGallery(page);
  await choose(page, asJpeg('one.jpg', await makePhoto(400, 300)));
  await expect(tiles(page)).toHaveCount(1, { timeout: 30_000 });
  await tiles(page).first().focus();
  await page.keyboard.press('Enter');
  const viewer = page.getByRole('dialog', { name: 'Picture viewer' });
  await expect(viewer).toBeVisible();
  for (let presses = 0; presses < 8; presses += 1) {
    await page.keyboard.press('Tab');
    expect(await viewer.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  }
  await page.keyboard.press('Escape');
  await expect(tiles(page).first()).toBeFocused();
});

/** Presses Tab until what has this name has the focus, which must be seen. */
async function reach(page: Page, name: string, key = 'Tab'): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press(key);
    const focused = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement | null;
      const { outlineStyle, boxShadow } = getComputedStyle(element ?? document.body);
      const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : null;
      return {
        name: (element?.getAttribute('aria-label') ?? label ?? element?.textContent ?? '').trim(),
        isSeen: outlineStyle !== 'none' || boxShadow !== 'none',
      };
    });
    if (focused.name !== name) continue;
    expect(focused.isSeen, `the focus on “${name}” is seen`).toBe(true);
    return;
  }
  throw new Error(`“${name}” is not reached by ${key}.`);
}
