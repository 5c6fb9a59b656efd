import { expect, test, type Page } from '@playwright/test';
import { choose, openGallery, tiles } from '../../support/gallery/gallery.ts';
import { asJpeg, makePhoto } from '../../support/images.ts';
import { StartedProduct } from '../../support/product/started-product.ts';
import { newCredentials, register, signIn } from '../../support/users.ts';

/** What `--lan` says where this machine is in no network of one's own. */
const isAlone = /has no IPv4 address in a local network/;

/** What browsers say of addresses without https, and of an answer that a page was prepared for: a session that is over. */
const expected = /Cross-Origin-Opener-Policy header has been ignored|responded with a status of 401/;

/** What went wrong in the page without anybody being told. */
function watchFaults(page: Page): string[] {
  const faults: string[] = [];
  page.on('pageerror', ({ message }) => faults.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !expected.test(message.text())) faults.push(message.text());
  });
  return faults;
}

test('[D5] a phone in the same network can use everything, at a plain-http LAN address @handset', async ({
  browser,
}) => {
  // On a machine that does other things as well, all of it takes its time to start.
  test.setTimeout(600_000);
  // The language that is made up for tests is for this machine’s own address alone.
  const settings = { RATE_LIMIT_SCALE: '1000', PSEUDO_LANGUAGE: '' };
  const product = await StartedProduct.start(settings, ['--lan']);
  try {
    const isSettled = () => product.exitCode !== undefined || product.output.includes('Pixelboxx is ready');
    await expect.poll(isSettled, { timeout: 400_000 }).toBe(true);
    test.skip(isAlone.test(product.output), 'this machine has no address in a local network');
    expect(product.output).toContain('Pixelboxx is ready');
    const [, baseURL = ''] = /Pixelboxx is ready: (http:\/\/\S+)/.exec(product.output) ?? [];
    expect(new URL(baseURL).hostname).toMatch(/^(?!127\.)\d+\.\d+\.\d+\.\d+$/);
    // What the project says of the device counts for it as well.
    const context = await browser.newContext({ baseURL });
    const page = await context.newPage();
    const faults = watchFaults(page);

    const user = newCredentials();
    await register(page, user);
    // What browsers keep from such addresses, and what the product therefore does without.
    expect(await page.evaluate(() => ({ secure: isSecureContext, locks: 'locks' in navigator }))).toEqual({
      secure: false,
      locks: false,
    });
    await openGallery(page);
    await choose(page, asJpeg('photo.jpg', await makePhoto(900, 700)));
    await expect(tiles(page)).toHaveCount(1, { timeout: 60_000 });
    await tiles(page).first().tap();
    await expect(page.getByRole('dialog', { name: 'Picture viewer' })).toBeVisible();
    await page.getByRole('button', { name: 'Close' }).first().tap();

    await page.getByRole('button', { name: 'Your account' }).tap();
    await page.getByRole('button', { name: 'Sign out' }).tap();
    await expect(page.getByRole('heading', { name: 'Your pictures, and the people in them.' })).toBeVisible();
    await page.goto('/login');
    await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeEnabled();
    await expect(page.getByRole('button', { name: /passkey/i })).toHaveCount(0);
    await signIn(page, user.username, user.password);
    await expect(page).toHaveURL(`${baseURL}/home`);
    expect(faults).toEqual([]);

    // Whoever opens it on the machine itself is led to the same address.
    await page.goto(`http://127.0.0.1:${new URL(baseURL).port}/home`);
    await expect(page).toHaveURL(`${baseURL}/home`);
    await context.close();
  } finally {
    product.remove();
  }
});
