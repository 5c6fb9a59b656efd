import { expect, test } from '@playwright/test';
import { expectAccessible } from '../../support/accessible.ts';
import { gotoSettled } from '../../support/settled-page.ts';
import { newCredentials, registerQuickly } from '../../support/users.ts';

test('sample items are added, still there after another visit, and gone after deleting them', async ({ page }) => {
  await page.goto('/');
  await registerQuickly(page, newCredentials());
  await gotoSettled(page, '/sample-items');
  await expect(page.getByText('Nothing here yet.')).toBeVisible();
  await expectAccessible(page);

  await page.getByLabel('Title').fill('Groceries');
  await page.getByLabel('Text').fill('Milk, bread and a lemon.');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const list = page.getByRole('list', { name: 'Your sample items' });
  await expect(list.getByRole('heading', { name: 'Groceries' })).toBeVisible();

  await gotoSettled(page, '/sample-items');
  await expect(list.getByText('Milk, bread and a lemon.')).toBeVisible();
  await expectAccessible(page);
  await list.getByRole('button', { name: 'Delete Groceries' }).click();
  await expect(page.getByText('Nothing here yet.')).toBeVisible();
});

test('sample items are not shown without signing in', async ({ page }) => {
  await page.goto('/sample-items');
  await expect(page).toHaveURL(/\/login/);
});
