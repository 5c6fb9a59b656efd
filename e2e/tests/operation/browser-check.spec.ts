import { expect, test } from '@playwright/test';
import { smoke, StartedProduct } from '../../support/product/started-product.ts';
import { newCredentials } from '../../support/users.ts';

test('under attack a browser solves a puzzle in the background before registration, sign-in and password reset, without user action @desktop @started', async ({
  browser,
}) => {
  // On a machine that does other things as well, all of it takes its time to start.
  test.slow();
  const product = await StartedProduct.start({ ABUSE_PROOF: 'on' });
  try {
    await expect.poll(() => product.output, { timeout: 300_000 }).toContain('Pixelboxx is ready');
    const page = await browser.newPage({ baseURL: product.url });
    let workers = 0;
    page.on('worker', () => (workers += 1));
    const refusals: string[] = [];
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) refusals.push(message.text());
    });
    const statuses: number[] = [];
    page.on('response', (response) => {
      if (/\/auth\/(register|login|password\/forgot)$/.test(response.url())) statuses.push(response.status());
    });
    const { username, email, password } = newCredentials();

    await page.goto('/register');
    await page.getByLabel('Username', { exact: true }).fill(username);
    await page.getByLabel('E-mail', { exact: true }).fill(email);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByLabel('Confirm password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await expect(page).toHaveURL(/\/onboarding/);

    await page.context().clearCookies();
    await page.goto('/login');
    await page.getByLabel('Username or e-mail').fill(username);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page).toHaveURL(/\/home/);

    await page.context().clearCookies();
    await page.goto('/forgot-password');
    await page.getByLabel('E-mail', { exact: true }).fill(email);
    await page.getByRole('button', { name: 'Send the link' }).click();
    await expect(page.getByText('an e-mail is on its way')).toBeVisible();

    expect(statuses).toEqual([403, 201, 403, 200, 403, 202]);
    expect(workers).toBe(3);
    expect(refusals).toEqual([]);
    await page.close();
    // A release that is rolled out under attack is no worse for it.
    expect(await smoke(product.url)).toMatchObject({ status: 0, output: expect.stringContaining(' works.') });
  } finally {
    product.remove();
  }
});
