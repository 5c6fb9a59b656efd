import { expect, test } from '@playwright/test';
import { readFileSync } from 'node:fs';

const { E2E_API_LOG = '' } = process.env;

const apiLog = (): string => readFileSync(E2E_API_LOG, 'utf8');

interface Line {
  readonly event: string;
  readonly page?: string;
  readonly blocked?: string;
}

const findings = (): Line[] =>
  apiLog()
    .split('\n')
    .filter((line) => line.includes('"csp.violation"'))
    .map((line) => JSON.parse(line.slice(line.indexOf('{'))) as Line);

for (const path of ['/', '/reset-password']) {
  test(`a CSP violation on ${path} is logged, without the query and fragment @desktop`, async ({ page }) => {
    const blocked = `https://blocked-${path.length}.example`;
    await page.goto(path);
    await page.evaluate((address) => {
      const image = document.createElement('img');
      image.src = `${address}/picture.png?token=kept-to-ourselves`;
      document.body.append(image);
    }, blocked);
    await expect
      .poll(() => findings().filter((line) => line.blocked === blocked))
      .toEqual([expect.objectContaining({ page: path, directive: 'img-src', isEnforced: true })]);
    expect(apiLog()).not.toContain('kept-to-ourselves');
  });
}
