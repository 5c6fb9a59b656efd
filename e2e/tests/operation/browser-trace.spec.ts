import { expect, test } from '@playwright/test';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { StartedProduct } from '../../support/product/started-product.ts';
import { newCredentials, registerQuickly } from '../../support/users.ts';

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly service: string;
}

interface Export {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly { key: string; value: { stringValue?: string } }[] };
    readonly scopeSpans: readonly { readonly spans: readonly Omit<Span, 'service'>[] }[];
  }[];
}

const spans: Span[] = [];
let collector: Server;
let product: StartedProduct;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  collector = createServer((request, response) => {
    void text(request).then((body) => {
      for (const { resource, scopeSpans } of (JSON.parse(body) as Export).resourceSpans) {
        const service = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
        spans.push(...scopeSpans.flatMap((scope) => scope.spans.map((span) => ({ ...span, service }))));
      }
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  product = await StartedProduct.start({
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  });
  await expect
    .poll(
      () =>
        fetch(`${product.url}/v1/health/ready`).then(
          ({ ok }) => ok,
          () => false,
        ),
      { timeout: 120_000 },
    )
    .toBe(true);
});

test.afterAll(() => {
  product.remove();
  collector.closeAllConnections();
  collector.close();
});

test('a page’s requests are one trace from the browser to the database @desktop @started', async ({ browser }) => {
  const page = await browser.newPage({ baseURL: product.url });
  await registerQuickly(page, newCredentials());
  await page.goto('/home');
  // Once the page has what records it.
  await expect
    .poll(async () => {
      const asked = page.waitForRequest((request) => request.url().endsWith('/v1/auth/sessions'));
      await page.evaluate(() => fetch('/v1/auth/sessions').then(({ status }) => status));
      return (await (await asked).allHeaders())['x-page-trace'];
    })
    .toBeDefined();
  // The page is left, and tells what it did.
  await page.goto('about:blank');

  const chain = (statement: Span): string[] => {
    const path: string[] = [];
    for (let at: Span | undefined = statement; at;) {
      path.unshift(`${at.service}: ${at.name}`);
      const { traceId, parentSpanId }: Span = at;
      at = spans.find((span) => span.traceId === traceId && span.spanId === parentSpanId);
    }
    return path;
  };
  // The page asks for other things of its own, too.
  const fromBrowser = () =>
    spans
      .filter(({ name }) => name.startsWith('SELECT'))
      .map(chain)
      .filter((path) => path.includes('pixelboxx-web: browser GET'));
  await expect
    .poll(fromBrowser, { timeout: 30_000 })
    .toContainEqual([
      'pixelboxx-web: GET (pages)',
      'pixelboxx-web: browser GET',
      'pixelboxx-web: GET (api)',
      'pixelboxx-api: GET /v1/auth/sessions',
      expect.stringMatching(/^pixelboxx-api: SELECT /),
    ]);
  expect(spans.map(({ name }) => name)).toContain('browser load');
  await page.close();
});
