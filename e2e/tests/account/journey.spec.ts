import { expect, type Page, test } from '@playwright/test';
import { newCredentials, signIn } from '../../support/users.ts';
import { makePhoto } from '../../support/images.ts';
import { keepScreenshot } from '../../support/screenshots.ts';

test('a user registers, completes onboarding with a picture, signs out and signs in again', async ({
  page,
}, testInfo) => {
  const credentials = newCredentials();
  const shoot = (name: string) => keepScreenshot(page, testInfo, name);

  await test.step('opens the landing page and goes to registration', async () => {
    await page.goto('/');
    await shoot('01-landing');
    await page
      .getByRole('main')
      .getByRole('link', { name: /create|sign up|get started|join/i })
      .first()
      .click();
    await expect(page).toHaveURL(/\/register/);
  });

  await test.step('creates an account', async () => {
    await page.getByLabel('Username', { exact: true }).fill(credentials.username);
    await expect(page.getByText('This name is free.')).toBeVisible();
    await page.getByLabel('E-mail', { exact: true }).fill(credentials.email);
    await page.getByLabel('Password', { exact: true }).fill(credentials.password);
    await page.getByLabel('Confirm password', { exact: true }).fill(credentials.password);
    await shoot('02-register');
    await page.getByRole('button', { name: 'Create account' }).click();
    await expect(page).toHaveURL(/\/onboarding/);
  });

  await test.step('chooses a name', async () => {
    await page.getByLabel('Display name').fill('Mina Okafor');
    await shoot('03-onboarding-name');
    await page.getByRole('button', { name: 'Continue' }).click();
  });

  await test.step('chooses a picture and crops it', async () => {
    const photo = { name: 'beach.jpg', mimeType: 'image/jpeg', buffer: await makePhoto() };
    await page.locator('input[type=file]').setInputFiles(photo);
    await expect(page.getByRole('button', { name: 'Use this picture' })).toBeEnabled();
    await shoot('04-onboarding-crop');
    await page.getByRole('button', { name: 'Use this picture' }).click();
    await expect(page.getByRole('button', { name: 'Use this picture' })).toBeHidden();
    await shoot('05-onboarding-picture');
  });

  await test.step('gets a home page with their picture', async () => {
    if (!page.url().includes('/home')) {
      await page
        .getByRole('button', { name: /continue|finish|done|go to|take me|home/i })
        .or(page.getByRole('link', { name: /home|start/i }))
        .first()
        .click();
    }
    await expect(page).toHaveURL(/\/home/);
    await expect(page.getByRole('heading', { name: /Mina/ })).toBeVisible();
    await expectImage(page);
    await shoot('06-home');
  });

  await test.step('stays signed in after a reload', async () => {
    await page.reload();
    await expect(page.getByRole('heading', { name: /Mina/ })).toBeVisible();
    await expectImage(page);
  });

  await test.step('signs out, and the home page asks to sign in', async () => {
    const direct = page.getByRole('button', { name: 'Sign out' });
    if (!(await direct.isVisible()))
      await page
        .getByRole('button', { name: /account|menu/i })
        .first()
        .click();
    await page
      .getByRole('button', { name: 'Sign out' })
      .or(page.getByRole('menuitem', { name: 'Sign out' }))
      .first()
      .click();
    await expect(page).not.toHaveURL(/\/home/);
    await page.goto('/settings');
    await expect(page).toHaveURL(/\/login\?next=/);
    await shoot('07-login');
  });

  await test.step('signs in again and returns to the requested page', async () => {
    await signIn(page, credentials.email.toUpperCase(), credentials.password);
    await expect(page).toHaveURL(/\/settings/);
    await page.goto('/home');
    await expect(page.getByRole('heading', { name: /Mina/ })).toBeVisible();
    await expectImage(page);
  });
});

/** The image is not only named in the page: it has arrived and has pixels. */
async function expectImage(page: Page): Promise<void> {
  await expect
    .poll(() =>
      page.evaluate(() =>
        [...document.querySelectorAll('img')].some(
          (image) => /\/(64|256|512)\.webp/.test(image.currentSrc) && image.naturalWidth > 0,
        ),
      ),
    )
    .toBe(true);
}
