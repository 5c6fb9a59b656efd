import { OpenIdServer, type Somebody } from '@pixelboxx/config/testing/openid-server';
import { expect } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { StartedProduct } from './started-product.ts';

/** Gives `use` a product with sign-in by an OpenID provider called Acme; both end afterwards. */
export async function withProvider(use: (product: StartedProduct, acme: OpenIdServer) => Promise<void>): Promise<void> {
  const acme = new OpenIdServer('acme');
  await acme.reserve();
  const product = await StartedProduct.start({ OIDC_PROVIDERS: JSON.stringify([{ ...acme.config, name: 'Acme' }]) });
  try {
    await acme.start(`${product.url}/login/with/acme/callback`);
    await expect.poll(() => product.output, { timeout: 400_000 }).toContain('Pixelboxx is ready');
    await use(product, acme);
  } finally {
    product.remove();
    await acme.stop();
  }
}

/** A user whom the provider knows and we do not. */
export function newcomer(more: { readonly email?: string; readonly picture?: string } = {}): Somebody {
  const unique = randomUUID().slice(0, 8);
  return {
    sub: `subject-${unique}`,
    email: `mona_${unique}@example.com`,
    email_verified: true,
    preferred_username: `mona_${unique}`,
    ...more,
  };
}
