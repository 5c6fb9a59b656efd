import { expect, type Locator, type Page, test } from '@playwright/test';
import { openGallery, tiles } from '../../support/gallery/gallery.ts';
import { respondWithImages } from '../../support/gallery/long-gallery.ts';
import { newCredentials, registerQuickly } from '../../support/users.ts';

const count = 5_000;
const maxElements = 2_000;

const list = (page: Page): Locator => page.getByRole('list', { name: 'Your pictures' });
const elements = (page: Page): Promise<number> => page.evaluate(() => document.querySelectorAll('*').length);
const tileAt = (page: Page, place: number): Locator => page.locator(`[aria-posinset="${place}"] [data-picture]`);

test.beforeEach(async ({ page }) => {
  await registerQuickly(page, newCredentials());
  await respondWithImages(page, count);
  await openGallery(page);
  await expect(tiles(page).first()).toBeVisible();
});

/** What has the focus: the place of an image, or what else. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    const place = element?.closest('[aria-posinset]')?.getAttribute('aria-posinset');
    return element?.matches('[data-picture]') && place
      ? `picture ${place}`
      : (element?.outerHTML.slice(0, 300) ?? 'nothing');
  });
}

/** Down to the end, wherever that moves to meanwhile. */
async function toTheEnd(page: Page): Promise<void> {
  await expect
    .poll(
      async () => {
        await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
        return list(page).getByRole('listitem').last().getAttribute('aria-setsize');
      },
      { timeout: 60_000 },
    )
    .toBe(String(count));
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  await expect(tileAt(page, count)).toBeInViewport();
}

test('of 5,000 pictures only the visible ones are in the DOM', async ({ page }) => {
  expect(await elements(page)).toBeLessThan(maxElements);
  await toTheEnd(page);
  expect(await elements(page)).toBeLessThan(maxElements);
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight / 2));
  await expect.poll(() => coveredShare(page)).toBe(1);
  expect(await elements(page)).toBeLessThan(maxElements);
  await page.evaluate(() => window.scrollTo(0, 0));
  await expect(tileAt(page, 1)).toBeInViewport();
  expect(await elements(page)).toBeLessThan(maxElements);
});

/** How much of the window's middle, from top to bottom, shows images or the gaps between them. */
function coveredShare(page: Page): Promise<number> {
  return page.evaluate(() => {
    const ys = Array.from({ length: 20 }, (_, step) => (window.innerHeight * (step + 0.5)) / 20);
    const tile = document.querySelector('[data-tile]')?.getBoundingClientRect();
    if (!tile) return 0;
    const gap = 12;
    const isCovered = (y: number) =>
      [y - gap, y, y + gap].some((at) => document.elementFromPoint(window.innerWidth / 2, at)?.closest('[data-tile]'));
    return ys.filter(isCovered).length / ys.length;
  });
}

test('every picture has the same position as if all were in the DOM', async ({ page }) => {
  await page.evaluate(() => window.scrollTo(0, 6_000));
  await expect.poll(() => coveredShare(page)).toBe(1);
  const farthest = await page.evaluate(() => {
    const grid = document.querySelector<HTMLElement>('.picture-grid');
    if (!grid) throw new Error('no gallery');
    const tiles = [...grid.querySelectorAll<HTMLElement>('[data-tile]')];
    const windowed = tiles.map((tile) => tile.getBoundingClientRect());
    const top = windowed[0]?.top ?? 0;
    // The same shapes, laid out by the stylesheet alone.
    const copy = document.createElement('ul');
    copy.className = 'picture-grid';
    for (const { width, height } of windowed) {
      const tile = document.createElement('li');
      tile.className = 'picture-tile min-w-0';
      tile.style.setProperty('--ratio', (width / height).toFixed(4));
      copy.append(tile);
    }
    grid.after(copy);
    const copyTop = copy.getBoundingClientRect().top;
    const distances = [...copy.children].map((tile, index) => {
      const [own, wanted] = [windowed[index], tile.getBoundingClientRect()];
      if (!own) return Infinity;
      return Math.max(Math.abs(own.left - wanted.left), Math.abs(own.top - top - (wanted.top - copyTop)));
    });
    copy.remove();
    // The copy ends where the window does, and its last row is not filled.
    return { count: tiles.length, px: Math.max(...distances.slice(0, -5)) };
  });
  expect(farthest.count).toBeGreaterThan(10);
  expect(farthest.px).toBeLessThan(1.5);
});

test('arrow keys move through the gallery picture by picture, and scrolling does not move the focus @desktop', async ({
  page,
}) => {
  await tileAt(page, 1).focus();
  for (let place = 2; place <= 40; place += 1) {
    // The image, then its options.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await expect.poll(() => focused(page)).toBe(`picture ${place}`);
  }
  await expect(tileAt(page, 40)).toBeInViewport();
  await toTheEnd(page);
  await expect(tileAt(page, 40)).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  // Only what it would pass to is nearer to the end: the next one in the page.
  await expect(page.locator('[data-picture]:focus')).toBeVisible();
  await page.keyboard.press('Home');
  await expect(tileAt(page, 1)).toBeInViewport();
});

test('the viewer reaches the last picture, which has the focus after closing @desktop', async ({ page }) => {
  await toTheEnd(page);
  await page.evaluate(() => window.scrollTo(0, 0));
  await tileAt(page, 3).click();
  const viewer = page.getByRole('dialog', { name: 'Picture viewer' });
  await expect(viewer).toBeVisible();
  await page.keyboard.press('End');
  await expect(viewer.getByText('5000').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(viewer).toBeHidden();
  await expect(tileAt(page, count)).toBeFocused();
  await expect(tileAt(page, count)).toBeInViewport();
  expect(await elements(page)).toBeLessThan(maxElements);
});

test('selected pictures stay selected while scrolled out of view', async ({ page }) => {
  await page.getByRole('button', { name: 'Select', exact: true }).click();
  await tileAt(page, 2).click();
  await toTheEnd(page);
  await tileAt(page, count).click();
  await page.evaluate(() => window.scrollTo(0, 0));
  await expect(page.getByText('2 selected')).toBeVisible();
  await expect(tileAt(page, 2)).toHaveAttribute('aria-pressed', 'true');
  await expect(tileAt(page, 3)).toHaveAttribute('aria-pressed', 'false');
});

test('resizing the window lays the pictures out again, without gaps in the visible part', async ({ page }) => {
  await page.setViewportSize({ width: 800, height: 600 });
  await page.evaluate(() => window.scrollTo(0, 5_000));
  await expect.poll(() => coveredShare(page)).toBe(1);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
});
