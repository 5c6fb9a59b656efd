import { expect, type Page, test } from '@playwright/test';
import { expectAccessible } from '../../support/accessible.ts';
import { newcomer, withProvider } from '../../support/product/with-provider.ts';
import { newCredentials, registerQuickly, signIn } from '../../support/users.ts';

const continueAt = (page: Page) => page.getByRole('link', { name: 'Continue with Acme' });

test('signing up, signing in and linking work with a real identity provider @desktop', async ({ browser }) => {
  // On a machine that does other things as well, all of it takes its time to start.
  test.slow();
  await withProvider(async (product, acme) => {
    const context = await browser.newContext({ baseURL: product.url });
    const page = await context.newPage();
    const refusals: string[] = [];
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) refusals.push(message.text());
    });

    await test.step('a new user chooses a username, and has an account', async () => {
      acme.somebody = newcomer();
      await page.goto('/register');
      await expectAccessible(page);
      await continueAt(page).click();
      await expect(page.getByRole('heading', { name: 'Make yourself at home' })).toBeVisible();
      // What the provider sent along is not left lying about.
      await expect(page).toHaveURL(/\/login\/with\/acme\/callback$/);
      await expect(page.getByLabel('Username', { exact: true })).toHaveValue(acme.somebody.preferred_username ?? '');
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Create account' }).click();
      await expect(page).toHaveURL(/\/onboarding/);
    });

    await test.step('the same user then signs in with two clicks fewer, and returns to the requested page', async () => {
      await page.context().clearCookies();
      await page.goto('/login?next=/settings/security');
      await expectAccessible(page);
      await continueAt(page).click();
      await expect(page).toHaveURL(/\/settings\/security$/);
      await expect(page.getByRole('heading', { name: 'Linked accounts' })).toBeVisible();
      await expect(page.getByText('This account has no password yet')).toBeVisible();
      await expectAccessible(page);
    });

    await test.step('the only way in cannot be unlinked', async () => {
      await page.getByRole('button', { name: /^Unlink Acme/ }).click();
      await page.getByRole('button', { name: 'Unlink account' }).click();
      await expect(page.getByText('This is the only way into your account')).toBeVisible();
    });

    const owner = newCredentials();
    await test.step('an equal e-mail gives no access: the page says to sign in and link', async () => {
      await page.context().clearCookies();
      await registerQuickly(page, owner);
      await page.context().clearCookies();
      acme.somebody = newcomer({ email: owner.email });
      await page.goto('/login');
      await continueAt(page).click();
      await expect(page.getByRole('heading', { name: 'You have an account already' })).toBeVisible();
      await expectAccessible(page);
      await page.getByRole('link', { name: 'Sign in', exact: true }).click();
      await signIn(page, owner.username, owner.password);
      await expect(page).toHaveURL(/\/settings\/security/);
    });

    await test.step('signing in and linking works', async () => {
      await page.getByRole('button', { name: 'Link an account at Acme' }).click();
      await expect(page.getByRole('button', { name: `Unlink Acme (${owner.email})` })).toBeVisible();
      await expect(page.getByText('An account at another site was linked')).toBeVisible();
      await page.context().clearCookies();
      await page.goto('/login');
      await continueAt(page).click();
      await expect(page).toHaveURL(/\/home/);
    });

    await test.step('a refusal at the provider is reported here', async () => {
      await page.context().clearCookies();
      acme.somebody = null;
      await page.goto('/login');
      await continueAt(page).click();
      await expect(page.getByRole('heading', { name: 'Not this time' })).toBeVisible();
    });

    await test.step('a link on another site does not start a sign-in by itself', async () => {
      await page.context().clearCookies();
      acme.somebody = newcomer({ email: owner.email });
      acme.handlers.set('/elsewhere', (_request, response) =>
        response
          .writeHead(200, { 'content-type': 'text/html' })
          .end(`<a href="${product.url}/login/with/acme?next=/home">Look</a>`),
      );
      await page.goto(`${acme.url}/elsewhere`);
      await page.getByRole('link', { name: 'Look' }).click();
      await expect(page.getByRole('button', { name: 'Go to Acme' })).toBeEnabled();
      await expect(page).toHaveURL(/\/login\/with\/acme\?/);
      await expectAccessible(page);
    });

    await test.step('an unavailable provider is reported, and the other sign-in methods stay', async () => {
      await acme.stop();
      acme.handlers.clear();
      await page.goto(`/login/with/acme/callback?code=c&state=s`);
      await expect(page.getByRole('heading', { name: 'This took too long' })).toBeVisible();
      await page.goto('/login');
      await expect(page.getByLabel('Username or e-mail')).toBeVisible();
    });

    expect(refusals).toEqual([]);
    await context.close();
  });
});
