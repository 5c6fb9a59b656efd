import { authEndpoints } from '@pixelboxx/shared';
import { expect, test } from '@playwright/test';
import { apiOf } from '../../support/api.ts';
import { keepScreenshot } from '../../support/screenshots.ts';
import { gotoSettled } from '../../support/settled-page.ts';

test('an administrator creates a webhook, sees its deliveries, and deletes it', async ({ page }, testInfo) => {
  await apiOf(page)(authEndpoints.login, { body: { identifier: 'demo-admin', password: 'pixel-garden-42' } });
  await gotoSettled(page, '/admin/webhooks');
  const name = `Receiver of ${testInfo.project.name}`;
  await page.getByRole('button', { name: 'Add a webhook' }).click();
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Address').fill('https://127.0.0.1/hook');
  await page.getByRole('checkbox', { name: 'album.created' }).check();
  await keepScreenshot(page, testInfo, 'webhook-form');
  await page.getByRole('button', { name: 'Add webhook' }).click();
  await expect(page.getByText('Use an address of the internet that begins with “https://”.')).toBeVisible();

  await page.getByLabel('Address').fill('https://receiver.invalid/hook');
  await page.getByRole('button', { name: 'Add webhook' }).click();
  await expect(page.getByText(/^whsec_[A-Za-z0-9+/]{43}=$/)).toBeVisible();
  await keepScreenshot(page, testInfo, 'webhook-secret');
  await page.getByRole('button', { name: 'I have saved it' }).click();

  const card = page.getByRole('listitem', { name });
  await card.getByRole('button', { name: `Send a test to ${name}` }).click();
  const sent = card.getByRole('region', { name: `What was sent to ${name}` });
  await expect(sent.getByText('webhook.test')).toBeVisible();
  // Names below `.invalid` lead nowhere, on any machine (RFC 6761).
  await expect(async () => {
    await sent.getByRole('button', { name: 'Look again' }).click();
    await expect(sent.getByText('The name of the host leads nowhere.')).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await keepScreenshot(page, testInfo, 'webhook-deliveries');

  await card.getByRole('button', { name: `Delete ${name}` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(card).toHaveCount(0);
});
