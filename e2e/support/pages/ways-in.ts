import { mailLinkPaths } from '@pixelboxx/shared';
import { expect, type Page } from '@playwright/test';
import { gotoSettled } from '../settled-page.ts';

/** Typed where an address is required. Nobody has it. */
export const typedAddress = 'nobody@example.com';

interface WayIn {
  readonly name: string;
  readonly path: string;
  /** From the page to what appears after a click, by selectors that are the same in every language. */
  readonly press?: (page: Page) => Promise<void>;
}

/** A button below a form that does not submit it. */
const otherButton = 'form button:not([type="submit"])';

async function askForCode(page: Page): Promise<void> {
  await page.locator('input[name="identifier"]').fill(typedAddress);
  await page.locator(otherButton).last().click();
  await expect(page.locator('input[name="code"]')).toBeVisible();
}

async function preferPasskey(page: Page): Promise<void> {
  await page.locator(otherButton).last().click();
  await expect(page.locator('input[name="password"]')).toHaveCount(0);
  await expect(page.locator('input[name="email"]')).toBeVisible();
}

async function askForReset(page: Page): Promise<void> {
  await page.locator('input[name="email"]').fill(typedAddress);
  await page.locator('form button[type="submit"]').click();
  await expect(page.locator('form')).toHaveCount(0);
}

async function withoutPassword(page: Page): Promise<void> {
  await page.locator('main button').last().click();
  await expect(page.locator('form')).toHaveCount(0);
}

/** Every page for signing in or up, and the content behind its buttons. */
const waysIn: readonly WayIn[] = [
  { name: 'login', path: '/login' },
  { name: 'login-code', path: '/login', press: askForCode },
  { name: 'register', path: '/register' },
  { name: 'register-passkey', path: '/register', press: preferPasskey },
  { name: 'forgot-password', path: '/forgot-password' },
  { name: 'forgot-password-sent', path: '/forgot-password', press: askForReset },
  { name: 'incomplete-link', path: mailLinkPaths.resetPassword },
  { name: 'verify-email-claimed', path: `${mailLinkPaths.verifyEmail}#token=none`, press: withoutPassword },
  ...Object.values(mailLinkPaths).map((path) => ({ name: path.slice(1), path: `${path}#token=none` })),
  { name: 'goodbye', path: '/goodbye' },
];

/** Visits each in turn, and calls `look`. */
export async function throughWaysIn(page: Page, look: (name: string) => Promise<void>): Promise<void> {
  for (const { name, path, press } of waysIn) {
    // Another page first: an address that differs only by its `#` is the same page.
    await page.goto('about:blank');
    await gotoSettled(page, path);
    await press?.(page);
    await look(name);
  }
}

/** Texts of this page that contain plain English letters: visible and announced texts, except names. */
export function plainTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const elements = [...document.querySelectorAll('body *')].filter(
      // Languages have their own names, and the name of this site is the same everywhere.
      (element) => !element.closest('script, style, noscript, option, [translate="no"]'),
    );
    const attributes = ['aria-label', 'title', 'placeholder', 'alt'];
    const texts = elements.flatMap((element) => [
      ...[...element.childNodes]
        .filter(({ nodeType }) => nodeType === Node.TEXT_NODE)
        .map(({ textContent }) => textContent),
      ...attributes.map((name) => element.getAttribute(name)),
    ]);
    return [document.title.split(' · ')[0], ...texts]
      .map((text) => text?.trim() ?? '')
      .filter((text) => /[A-Za-z]{2}/.test(text));
  });
}
