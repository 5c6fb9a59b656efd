import { expect, type Locator, type Page } from '@playwright/test';

export interface TestFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** Opens the gallery and waits for hydration. */
export async function openGallery(page: Page): Promise<void> {
  await page.goto('/gallery');
  await expect(page.getByRole('button', { name: 'Choose pictures' })).toBeEnabled();
}

export async function choose(page: Page, ...files: TestFile[]): Promise<void> {
  await page.getByLabel('Picture files').setInputFiles(files);
}

/** Drops files onto the page, as from a folder window. */
export async function drop(page: Page, files: readonly TestFile[]): Promise<void> {
  const contents = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, base64: buffer.toString('base64') }));
  await page.evaluate((dropped) => {
    const dataTransfer = new DataTransfer();
    for (const { name, mimeType, base64 } of dropped) {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      dataTransfer.items.add(new File([bytes], name, { type: mimeType }));
    }
    for (const type of ['dragenter', 'dragover', 'drop']) {
      document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
    }
  }, contents);
}

export function tiles(page: Page): Locator {
  return page.getByRole('list', { name: 'Your pictures' }).locator('[data-picture]');
}

/** The row of one file among the uploads. */
export function row(page: Page, name: string): Locator {
  return page.getByRole('list', { name: 'Files being uploaded' }).getByRole('listitem').filter({ hasText: name });
}

/** Visible and loaded, no longer the placeholder. */
export async function expectSharp(tile: Locator): Promise<void> {
  const image = tile.locator('img').first();
  await expect(image).toHaveCSS('opacity', '1');
  expect(await image.evaluate((element: HTMLImageElement) => element.naturalWidth)).toBeGreaterThan(100);
}
