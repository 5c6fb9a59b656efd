import { expect, test } from '@playwright/test';
import { Ear, StartedWeb } from '../../support/product/started-web.ts';

interface Report {
  readonly transaction: string;
  readonly tags: Record<string, string>;
  readonly exception: { readonly values: readonly { readonly type: string }[] };
}

test('a failing page shows a number that identifies its stack trace in the log, and is reported to the error tracker @desktop @started', async ({
  page,
}) => {
  test.slow();
  const [api, tracker] = [new Ear(), new Ear()];
  const [apiUrl, trackerUrl] = [await api.start(), await tracker.start()];
  const dsn = trackerUrl.replace('//', '//akey@');
  // An API that says what no contract knows: that nobody foresaw.
  const web = await StartedWeb.start({ API_URL: apiUrl, WEB_ORIGIN: 'http://localhost', SENTRY_DSN: `${dsn}/1` });
  try {
    await page.setExtraHTTPHeaders({ 'x-forwarded-host': 'localhost' });
    const response = await page.goto(`${web.url}/u/somebody`);
    expect(response?.status()).toBe(500);
    const shown = await page.getByText('tell us this number').textContent();
    const digest = /number: (\S+)/.exec(shown ?? '')?.[1];
    expect(web.lines('page.failed')).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ level: 'error', digest, route: expect.stringContaining('/u/[username]') }),
      ]),
    );
    await expect.poll(() => tracker.heard.length).toBeGreaterThan(0);
    const report = JSON.parse(tracker.heard[0]?.body.split('\n')[2] ?? '') as Report;
    expect(report).toMatchObject({
      transaction: expect.stringContaining('/u/[username]'),
      tags: { service: 'pixelboxx-web', kind: 'request' },
    });
    expect(report.exception.values.length).toBeGreaterThan(0);
    expect(tracker.heard.map(({ body }) => body).join('')).not.toContain('somebody');
  } finally {
    web.remove();
    for (const ear of [api, tracker]) ear.stop();
  }
});
