import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CdnRefused } from './cdn-purger.ts';
import { CloudflarePurger } from './cloudflare-purger.ts';
import { WebhookPurger } from './webhook-purger.ts';
import { ConfigError, loadConfig } from '../config/config.ts';
import { testEnvironment } from '../../../test/support/config.ts';
import { FakeCdn } from '../../../test/support/network/fake-cdn.ts';

let cdn: FakeCdn;
beforeEach(async () => {
  cdn = new FakeCdn();
  await cdn.start();
});
afterEach(() => cdn.stop());

const zoneId = '0123456789abcdef0123456789abcdef';
const kinds = [
  {
    kind: 'Cloudflare',
    purger: () => new CloudflarePurger({ kind: 'cloudflare', zoneId, token: cdn.token }, cdn.url),
    path: `/zones/${zoneId}/purge_cache`,
    field: 'files',
  },
  {
    kind: 'a webhook',
    purger: () => new WebhookPurger({ kind: 'webhook', url: `${cdn.url}/purge`, token: cdn.token }),
    path: '/purge',
    field: 'urls',
  },
];

describe.each(kinds)('a purge by $kind', ({ purger, path, field }) => {
  it('contains every address once, in as many requests as necessary', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 250 }), async (count) => {
        cdn.calls.length = 0;
        const urls = Array.from({ length: count }, (_, index) => `https://media.example/public/${index}.webp`);
        await purger().purge(urls);
        const sent = cdn.calls.map(({ body }) => (body as Record<string, string[]>)[field] ?? []);
        expect(sent.flat()).toEqual(urls);
        for (const part of sent) expect(part.length).toBeLessThanOrEqual(100);
        for (const call of cdn.calls) {
          expect(call).toMatchObject({ path, authorization: `Bearer ${cdn.token}` });
        }
      }),
      { seed: 20_261_128, numRuns: 20 },
    );
  });

  it.each([400, 401, 403, 404, 422])('fails permanently with %i', async (status) => {
    cdn.status = status;
    await expect(purger().purge(['https://media.example/a'])).rejects.toBeInstanceOf(CdnRefused);
  });

  it.each([408, 425, 429, 500, 502, 503])('may be tried again after %i', async (status) => {
    cdn.status = status;
    const failure: unknown = await purger()
      .purge(['https://media.example/a'])
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(failure).not.toBeInstanceOf(CdnRefused);
    expect(String(failure)).not.toContain('canary');
  });

  it('sends its token to no other host', async () => {
    cdn.status = 307;
    await expect(purger().purge(['https://media.example/a'])).rejects.toThrow('fetch failed');
    expect(cdn.calls).toHaveLength(1);
  });
});

it.each(['{"success":false}', 'null', '<html>', ''])(
  'a purge requires Cloudflare’s confirmation, which %j is not',
  async (body) => {
    cdn.body = body;
    const purger = new CloudflarePurger({ kind: 'cloudflare', zoneId, token: cdn.token }, cdn.url);
    await expect(purger.purge(['https://media.example/a'])).rejects.toThrow('did not confirm');
  },
);

describe('the settings of the purge', () => {
  function faultsOf(settings: Record<string, string>): readonly string[] {
    try {
      loadConfig(testEnvironment(settings));
      return [];
    } catch (error) {
      if (error instanceof ConfigError) return error.faults;
      throw error;
    }
  }
  const token = 'canary-0123456789abcdef';
  const webhook = { CDN_PURGE_URL: 'https://purge.example', CDN_PURGE_TOKEN: token };
  const cloudflare = { CLOUDFLARE_ZONE_ID: zoneId, CLOUDFLARE_API_TOKEN: token };

  it.each([
    ['nothing', {}, /^$/],
    ['a webhook', webhook, /^$/],
    ['Cloudflare', cloudflare, /^$/],
    ['a webhook in the private network', { ...webhook, CDN_PURGE_URL: 'http://10.0.0.5/purge' }, /^$/],
    ['no token', { CDN_PURGE_URL: webhook.CDN_PURGE_URL }, /^CDN_PURGE_TOKEN is required with CDN_PURGE_URL$/],
    ['no zone', { CLOUDFLARE_API_TOKEN: token }, /^CLOUDFLARE_ZONE_ID is required with CLOUDFLARE_API_TOKEN$/],
    ['both', { ...webhook, ...cloudflare }, /exclude each other/],
    ['a zone by name', { ...cloudflare, CLOUDFLARE_ZONE_ID: 'example.com' }, /^CLOUDFLARE_ZONE_ID must be 32/],
    ['a token with a line break', { ...cloudflare, CLOUDFLARE_API_TOKEN: `${token}\nx` }, /^CLOUDFLARE_API_TOKEN must/],
    ['plain http', { ...webhook, CDN_PURGE_URL: 'http://purge.example' }, /^CDN_PURGE_URL must start with https/],
    ['credentials', { ...webhook, CDN_PURGE_URL: 'https://a:canary@purge.example' }, /^CDN_PURGE_URL must not hold/],
  ])('report what is wrong with %s, without values', (_, settings, fault) => {
    const faults = faultsOf(settings).join('\n');
    expect(faults).toMatch(fault);
    expect(faults).not.toContain('canary');
  });
});
