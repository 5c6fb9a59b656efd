import type { OpenIdServer } from '@pixelboxx/config/testing/openid-server';
import { type Browser, expect, type Page, test } from '@playwright/test';
import sharp from 'sharp';
import { expectAccessible } from '../../support/accessible.ts';
import { newcomer, withProvider } from '../../support/product/with-provider.ts';

const facePath = '/faces/mona';

const sizes = [
  { name: 'a phone', viewport: { width: 360, height: 740 }, hasTouch: true },
  { name: 'a desktop', viewport: { width: 1280, height: 800 }, hasTouch: false },
] as const;

/** Somebody new, with an image. */
const somebody = (acme: OpenIdServer) => newcomer({ picture: `${acme.url}${facePath}` });

const box = (page: Page) => page.getByRole('checkbox', { name: /^Use my picture from Acme/ });
const ownImage = (page: Page) => page.getByRole('img', { name: 'Your picture' });

async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const beside = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
  expect(await page.evaluate(beside)).toBe(0);
}

test('the picture from an identity provider is taken over only when the user requests it @desktop', async ({
  browser,
}) => {
  // On a machine that does other things as well, all of it takes its time to start.
  test.slow();
  await withProvider(async (product, acme) => {
    const face = await sharp({ create: { width: 320, height: 320, channels: 3, background: '#c2410c' } })
      .jpeg()
      .toBuffer();
    const serve = () =>
      acme.handlers.set(
        facePath,
        (_request, response) => void response.setHeader('content-type', 'image/jpeg').end(face),
      );
    for (const size of sizes) {
      serve();
      await test.step(`on ${size.name}`, () => walk(browser, product.url, acme, size));
    }
  });
});

async function walk(
  browser: Browser,
  baseURL: string,
  acme: OpenIdServer,
  size: (typeof sizes)[number],
): Promise<void> {
  const { viewport, hasTouch } = size;
  const asked = () => acme.asked.filter((path) => path === facePath).length;
  const before = asked();
  const context = await browser.newContext({ baseURL, viewport, hasTouch });
  const page = await context.newPage();

  await test.step('a user who does not tick the box has no picture', async () => {
    acme.somebody = somebody(acme);
    await register(page);
    await expect(box(page)).not.toBeChecked();
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await page.getByRole('button', { name: 'Create account' }).click();
    await expect(page).toHaveURL(/\/onboarding/);
    expect(asked()).toBe(before);
  });

  await test.step('the settings report a provider that no longer has a picture', async () => {
    acme.handlers.set(facePath, (_request, response) => void response.writeHead(404).end());
    await page.goto('/settings/security');
    await takeInSettings(page);
    await expect(page.getByText('There is no picture there any more')).toBeVisible();
  });

  await test.step('requesting the picture in the settings works', async () => {
    const face = await sharp({ create: { width: 320, height: 320, channels: 3, background: '#0f766e' } })
      .png()
      .toBuffer();
    acme.handlers.set(facePath, (_request, response) => void response.end(face));
    await expectAccessible(page);
    await takeInSettings(page);
    await expect(page.getByText('The picture was taken over.')).toBeVisible();
    await expectNoSidewaysScroll(page);
    await page.goto('/onboarding?step=done');
    await expect(ownImage(page)).toBeVisible();
  });

  await test.step('a user who ticks the box while registering has the picture immediately', async () => {
    await context.clearCookies();
    acme.somebody = somebody(acme);
    await register(page);
    await box(page).check();
    await page.getByRole('button', { name: 'Create account' }).click();
    await expect(page).toHaveURL(/\/onboarding/);
    await page.goto('/onboarding?step=image');
    await expect(ownImage(page)).toBeVisible();
  });

  await test.step('a user whose picture cannot be fetched has an account, and is told so', async () => {
    await context.clearCookies();
    acme.somebody = somebody(acme);
    acme.handlers.set(facePath, (_request, response) => void response.writeHead(500).end());
    await register(page);
    await box(page).check();
    await page.getByRole('button', { name: 'Create account' }).click();
    await expect(page.getByRole('heading', { name: 'Your account is ready' })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(page).toHaveURL(/\/onboarding/);
  });

  await context.close();
}

async function register(page: Page): Promise<void> {
  await page.goto('/register');
  await page.getByRole('link', { name: 'Continue with Acme' }).click();
  await expect(page.getByRole('heading', { name: 'Make yourself at home' })).toBeVisible();
  await expect(box(page)).toBeVisible();
}

async function takeInSettings(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Use its picture: Acme/ }).click();
  await page.getByRole('button', { name: 'Use picture', exact: true }).click();
}
