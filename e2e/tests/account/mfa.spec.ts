import { accountEndpoints, mfaEndpoints } from '@pixelboxx/shared';
import { expect, test, type Page } from '@playwright/test';
import { oneTimeCode } from '../../support/one-time-code.ts';
import { newCredentials, registerQuickly, signIn, type Credentials } from '../../support/users.ts';
import { keepScreenshot } from '../../support/screenshots.ts';

const stepMs = 30_000;

/** Sets up codes in the settings. The codes are given out for later steps, since each works once. */
async function enableCodes(page: Page, look: (name: string) => Promise<void>) {
  await page.goto('/settings/security');
  await page.getByRole('button', { name: 'Set up codes' }).click();
  await expect(page.getByRole('img', { name: 'QR code for your authenticator app' })).toBeVisible();
  const secret = (await page.getByRole('code').first().textContent()) ?? '';
  await look('totp-setup');
  await page.getByLabel('Code', { exact: true }).fill('000000');
  await page.getByRole('button', { name: 'Turn on codes' }).click();
  await expect(page.getByLabel('Code', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  // Each code works once, and those of the neighbouring steps are accepted, too: this one is for now, the next one for
  // signing in. Either is accepted still if the step ends before the request arrives.
  await page.getByLabel('Code', { exact: true }).fill(oneTimeCode(secret));
  await page.getByRole('button', { name: 'Turn on codes' }).click();
  await expect(page.getByRole('heading', { name: 'Save your backup codes now' })).toBeFocused();
  await look('backup-codes');
  const backupCodes = await page
    .getByRole('listitem')
    .filter({ hasText: /^[\w-]{8,}$/ })
    .allTextContents();
  await page.getByRole('button', { name: 'I have saved them' }).click();
  await expect(page.getByText('Codes are on', { exact: true })).toBeVisible();
  return { secret, backupCodes };
}

async function passwordStep(page: Page, { username, password }: Credentials): Promise<void> {
  await page.context().clearCookies();
  await page.goto('/login');
  await signIn(page, username, password);
  await expect(page.getByRole('heading', { name: 'One more step' })).toBeVisible();
}

test('codes from an app are required as a second factor, and backup codes replace them', async ({ page }, testInfo) => {
  const user = newCredentials();
  const look = (name: string) => keepScreenshot(page, testInfo, name);
  await registerQuickly(page, user);
  const { secret, backupCodes } = await enableCodes(page, look);
  expect(backupCodes.length).toBeGreaterThanOrEqual(8);

  await test.step('a wrong code is refused, the right one accepted', async () => {
    await passwordStep(page, user);
    await look('second-step');
    const field = page.getByLabel('Code', { exact: true });
    await expect(field).toBeFocused();
    await expect(field).toHaveAttribute('autocomplete', 'one-time-code');
    await field.fill('000000');
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(field).toHaveAttribute('aria-invalid', 'true');
    await field.fill(oneTimeCode(secret, Date.now() + stepMs));
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(page).toHaveURL(/\/home/);
  });

  await test.step('a backup code signs in once', async () => {
    for (const outcome of ['used', 'spent']) {
      await passwordStep(page, user);
      await page.getByRole('button', { name: 'Use a backup code' }).click();
      const field = page.getByLabel('Backup code');
      await field.fill(backupCodes[0] ?? '');
      await page.getByRole('button', { name: 'Continue' }).click();
      if (outcome === 'used') await expect(page).toHaveURL(/\/home/);
      else await expect(field).toHaveAttribute('aria-invalid', 'true');
    }
    await page.getByLabel('Backup code').fill(backupCodes[1] ?? '');
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(page).toHaveURL(/\/home/);
  });

  await test.step('new backup codes replace the old ones; after turning codes off the password alone suffices', async () => {
    await page.goto('/settings/security');
    await expect(page.getByText(`${backupCodes.length - 2} backup codes are left.`)).toBeVisible();
    await page.getByRole('button', { name: 'New backup codes' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Make new ones' }).click();
    await page.getByRole('button', { name: 'I have saved them' }).click();
    await expect(page.getByText(`${backupCodes.length} backup codes are left.`)).toBeVisible();
    await page.getByRole('button', { name: 'Turn off' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Turn off codes' }).click();
    await expect(page.getByRole('button', { name: 'Set up codes' })).toBeVisible();
    await page.context().clearCookies();
    await page.goto('/login');
    await signIn(page, user.username, user.password);
    await expect(page).toHaveURL(/\/home/);
  });
});

test('a protected action asks for reauthentication, and then continues by itself', async ({ page }, testInfo) => {
  const user = newCredentials();
  await registerQuickly(page, user);
  await page.goto('/settings/data');
  // Signing in is a proof for ten minutes; here they are over at once.
  let refusals = 0;
  await page.route(`**${accountEndpoints.requestExport.path}`, async (route) => {
    if (route.request().method() !== 'POST' || refusals > 0) return route.continue();
    refusals += 1;
    const error = { code: 'STEP_UP_REQUIRED', message: '', details: { methods: ['PASSWORD'] }, requestId: 'e2e' };
    return route.fulfill({ status: 403, json: { success: false, error } });
  });
  const proofs: number[] = [];
  page.on('response', (response) => {
    if (response.url().endsWith(mfaEndpoints.stepUp.path)) proofs.push(response.status());
  });
  await page.getByRole('button', { name: 'Ask for my data' }).click();
  const dialog = page.getByRole('dialog', { name: 'Is it really you?' });
  await expect(dialog.getByLabel('Your password')).toBeVisible();
  await keepScreenshot(page, testInfo, 'step-up');
  await dialog.getByLabel('Your password').fill('wrong');
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await expect(dialog.getByLabel('Your password')).toHaveAttribute('aria-invalid', 'true');
  await dialog.getByLabel('Your password').fill(user.password);
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText(/Packing your archive|Your archive is ready/)).toBeVisible();
  expect(proofs).toEqual([403, 200]);
});
