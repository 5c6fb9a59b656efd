import type { WebhookConfig } from '../config/cdn-config.ts';
import { CdnPurger } from './cdn-purger.ts';
import { postPurge } from './post-purge.ts';

const maxUrls = 100;

/** Any other CDN, through a service of the operator: `POST {"urls":[…]}` with a bearer token; 2xx means that it is done. */
export class WebhookPurger extends CdnPurger {
  override readonly isConfigured = true;
  private readonly config: WebhookConfig;

  constructor(config: WebhookConfig) {
    super();
    this.config = config;
  }

  override async purge(urls: readonly string[]): Promise<void> {
    const { url, token } = this.config;
    for (let first = 0; first < urls.length; first += maxUrls) {
      await postPurge({ url, token, body: { urls: urls.slice(first, first + maxUrls) } });
    }
  }
}
