import type { Page, TestInfo } from '@playwright/test';
import { join } from 'node:path';

/** Stores a full-page image under `results/screenshots/<project>/`, for manual review. */
export async function keepScreenshot(page: Page, testInfo: TestInfo, name: string): Promise<void> {
  const path = join(testInfo.project.outputDir, 'screenshots', testInfo.project.name, `${name}.png`);
  await page.screenshot({ path, fullPage: true, animations: 'disabled' });
}
