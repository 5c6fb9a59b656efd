import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** The current page has no violation that axe detects, and is no wider than the window. */
export async function expectAccessible(page: Page): Promise<void> {
  await animationsFinished(page);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow, 'wider than the window').toBeLessThanOrEqual(0);
}

/** What fades in has too little contrast for a moment, which would be a matter of luck. */
async function animationsFinished(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const ending = document
      .getAnimations()
      .filter(({ playState, effect }) => playState === 'running' && effect?.getComputedTiming().endTime !== Infinity);
    // One that is cancelled rejects: its element has gone.
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
}
