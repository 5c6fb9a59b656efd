import { z } from 'zod';
import type { CloudflareConfig } from '../config/cdn-config.ts';
import { CdnPurger } from './cdn-purger.ts';
import { postPurge } from './post-purge.ts';

const Envelope = z.object({ success: z.literal(true) });

/** Every plan accepts 100 since 2025; 30 was the limit before, and is far more than an image needs. */
const maxUrls = 30;

/**
 * Cloudflare: purges by URL, which every plan allows hundreds of times a second; purging by prefix would be limited by
 * request, to five a minute on the free plan.
 * @see https://developers.cloudflare.com/cache/how-to/purge-cache/
 */
export class CloudflarePurger extends CdnPurger {
  override readonly isConfigured = true;
  private readonly url: string;
  private readonly token: string;

  constructor({ zoneId, token }: CloudflareConfig, apiUrl = 'https://api.cloudflare.com/client/v4') {
    super();
    this.url = `${apiUrl}/zones/${zoneId}/purge_cache`;
    this.token = token;
  }

  override async purge(urls: readonly string[]): Promise<void> {
    for (let first = 0; first < urls.length; first += maxUrls) {
      const body = { files: urls.slice(first, first + maxUrls) };
      const text = await postPurge({ url: this.url, token: this.token, body });
      if (!isSuccess(text)) throw new Error('Cloudflare did not confirm the purge');
    }
  }
}

function isSuccess(text: string): boolean {
  try {
    return Envelope.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}
