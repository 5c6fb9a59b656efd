import { expect, test } from '@playwright/test';

const paths = ['/login', '/register', '/forgot-password'];

for (const path of paths) {
  test(`${path} does not shift while the rest of it loads`, async ({ browser, baseURL, viewport }) => {
    const address = `${baseURL ?? ''}${path}`;
    const context = await browser.newContext({ javaScriptEnabled: false, viewport });
    // Fonts are optional: a load that gets them late shows others, whose lines are longer. That is not what this is about.
    await context.route(/\.woff2(\?|$)/, (route) => route.abort());
    const page = await context.newPage();
    const response = await page.goto(address);
    const html = (await response?.text()) ?? '';
    const places = await page.locator('h1, form').count();
    const topsOf = () =>
      page.locator('h1, form').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
    const tops = await topsOf();
    expect(places).toBeGreaterThan(1);

    // After each field, and after what stands below the form: what a slow network may have brought when it is painted first.
    const cuts = [...html.matchAll(/<input[^>]*>|<\/form>/g)].map(({ index, 0: text }) => index + text.length);
    expect(cuts.length).toBeGreaterThan(1);
    for (const cut of cuts) {
      await page.route(address, (route) => route.fulfill({ contentType: 'text/html', body: html.slice(0, cut) }));
      await page.goto(address);
      expect(await topsOf(), `the first ${cut} characters`).toEqual(tops);
      await page.unroute(address);
    }
    await context.close();
  });
}
