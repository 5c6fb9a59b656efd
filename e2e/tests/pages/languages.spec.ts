import { authEndpoints, languageCookie } from '@pixelboxx/shared';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectAccessible } from '../../support/accessible.ts';
import { apiOf } from '../../support/api.ts';
import { routes } from '../../support/routes.ts';
import { keepScreenshot } from '../../support/screenshots.ts';
import { gotoSettled } from '../../support/settled-page.ts';
import { newCredentials, registerQuickly, signInAt } from '../../support/users.ts';
import { plainTexts, throughWaysIn, typedAddress } from '../../support/pages/ways-in.ts';

/** One of the demo users that the stack of these tests starts with. */
const administrator = { identifier: 'demo-admin', password: 'pixel-garden-42' };
const catalogues = join(import.meta.dirname, '../../../apps/web/src/messages/en');

const speak = (context: BrowserContext, language: string) =>
  context.addCookies([{ name: languageCookie, value: language, url: process.env['E2E_BASE_URL'] ?? '' }]);

/** Keys that cannot be words of a text: two words written as one. */
const keys = new Set(
  readdirSync(catalogues).flatMap((file) =>
    Object.keys(JSON.parse(readFileSync(join(catalogues, file), 'utf8')) as object).filter((key) =>
      /^[a-z]+[A-Z]\w*$/.test(key),
    ),
  ),
);

test('public pages in Arabic are right-to-left, and accessible @phone', async ({ page, context }) => {
  await speak(context, 'ar');
  for (const path of ['/', '/login']) {
    await gotoSettled(page, path);
    await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
    await expect(page.locator('html')).toHaveAttribute('lang', 'ar');
    await expect(page.locator('h1')).toHaveCSS('letter-spacing', 'normal');
    await expectAccessible(page);
  }
});

const overflowOf = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

test('public pages fit the narrowest phone in three languages @phone', async ({ page, context }) => {
  for (const language of ['de', 'ar', 'ja']) {
    await speak(context, language);
    await gotoSettled(page, '/');
    await expect(page.locator('html')).toHaveAttribute('lang', language);
    expect(await overflowOf(page), `/ in ${language}`).toBeLessThanOrEqual(0);
  }
});

for (const language of ['de', 'ar', 'ja'])
  test(`sign-in pages and their dialogs have room for ${language} (screenshots)`, async ({
    page,
    context,
  }, testInfo) => {
    await speak(context, language);
    await throughWaysIn(page, async (name) => {
      await expect(page.locator('html')).toHaveAttribute('lang', language);
      await keepScreenshot(page, testInfo, `${language}-${name}`);
      expect.soft(await overflowOf(page), `${name} in ${language}`).toBeLessThanOrEqual(0);
    });
  });

test('sign-in pages and their dialogs contain only texts from the catalogues @desktop', async ({ page, context }) => {
  await speak(context, 'en-XA');
  let looked = 0;
  await throughWaysIn(page, async (name) => {
    await expect(page.locator('html')).toHaveAttribute('lang', 'en-XA');
    const said = (await plainTexts(page)).filter((text) => text !== 'Pixelboxx' && text !== typedAddress);
    expect.soft(said, name).toEqual([]);
    looked += 1;
  });
  expect(looked).toBeGreaterThan(12);
  // Without the language that shows it, all of it would be found.
  await speak(context, 'en');
  await gotoSettled(page, '/login');
  expect(await plainTexts(page)).toEqual(expect.arrayContaining(['Username or e-mail', 'Sign in', 'Show characters']));
});

for (const language of ['de', 'ar'])
  test(`a user signs in in ${language}, after an error in the same language`, async ({ page, context }) => {
    const credentials = newCredentials();
    await registerQuickly(page, credentials);
    await context.clearCookies();
    await speak(context, language);
    const words = (file: string) =>
      JSON.parse(readFileSync(join(catalogues, `../${language}/${file}.json`), 'utf8')) as Record<string, string>;
    const signIn = words('sign-in');
    const field = (key: string) => page.getByLabel(signIn[key] ?? '', { exact: true });
    const send = page.getByRole('button', { name: words('common')['signIn'] ?? '', exact: true });
    await page.goto('/login');
    await send.click();
    await expect(page.getByText(words('fields')['Enter your password'] ?? '')).toBeVisible();
    await field('identifier').fill(credentials.username);
    await field('password').fill('not the password');
    await send.click();
    await expect(page.getByText(words('errors')['INVALID_CREDENTIALS'] ?? '')).toBeVisible();
    await field('password').fill(credentials.password);
    await send.click();
    await expect(page).toHaveURL(/\/home/);
    await expect(page.locator('html')).toHaveAttribute('lang', language);
    await expect(page.getByRole('heading', { name: words('email-verification')['title'] ?? '' })).toBeVisible();
  });

test('a language chosen in the footer applies immediately, and for the account in other browsers @desktop', async ({
  page,
  browser,
}) => {
  const problems: string[] = [];
  page.on('pageerror', ({ message }) => problems.push(message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  const credentials = newCredentials();
  await registerQuickly(page, credentials);
  await gotoSettled(page, '/home');
  const kept = page.waitForResponse((response) => response.request().method() === 'PATCH');
  await page.locator('footer select').selectOption('de');
  expect((await kept).ok()).toBe(true);
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await gotoSettled(page, '/home');
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  expect(problems).toEqual([]);

  const other = await browser.newContext({ baseURL: process.env['E2E_BASE_URL'] ?? '' });
  const visit = await other.newPage();
  await signInAt(visit, credentials);
  await visit.reload();
  await expect(visit.locator('html')).toHaveAttribute('lang', 'de');
  await other.close();
});

for (const language of ['en', 'ar', 'ja'])
  test(`no page shows a message key instead of its text, in ${language} @desktop`, async ({ page, context }) => {
    expect(keys.size).toBeGreaterThan(200);
    await speak(context, language);
    for (const audience of ['guests', 'members', 'staff'] as const) {
      if (audience === 'members') await registerQuickly(page, newCredentials());
      if (audience === 'staff') await apiOf(page)(authEndpoints.login, { body: administrator });
      for (const { path } of routes.filter((route) => route.audience === audience)) {
        await gotoSettled(page, path);
        const said = await page.evaluate(() => {
          const elements = [...document.querySelectorAll('body *')].filter(
            (element) => !element.matches('script,style'),
          );
          const attributes = ['aria-label', 'title', 'placeholder', 'alt'];
          const words = elements.flatMap((element) => [
            ...[...element.childNodes]
              .filter(({ nodeType }) => nodeType === Node.TEXT_NODE)
              .map((node) => node.textContent),
            ...attributes.map((name) => element.getAttribute(name)),
          ]);
          return [document.title.split(' · ')[0], ...words].map((text) => text?.trim() ?? '');
        });
        expect
          .soft(
            said.filter((text) => keys.has(text)),
            path,
          )
          .toEqual([]);
      }
    }
  });

test('screenshots of pages in Arabic and Japanese @desktop', async ({ page, context }, testInfo) => {
  await registerQuickly(page, newCredentials());
  for (const language of ['ar', 'ja']) {
    await speak(context, language);
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: 844 });
      for (const path of ['/', '/home', '/gallery', '/settings']) {
        await gotoSettled(page, path);
        await keepScreenshot(page, testInfo, `${language}-${width}${path.replaceAll('/', '-')}`);
        expect.soft(await overflowOf(page), `${path} in ${language} at ${width}`).toBeLessThanOrEqual(0);
      }
    }
  }
});
