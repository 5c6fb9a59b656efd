import { createHmac, timingSafeEqual } from 'node:crypto';
import type { AuthorizationSecrets } from './providers/provider.ts';

/**
 * Everything that the provider, or a reader of a URL, can see of a sign-in is derived from the browser's cookie and
 * reveals nothing of it. So none of it is stored: neither the table nor the URL is enough to redeem a code.
 */
export function authorizationSecretsOf(token: string): AuthorizationSecrets {
  const derive = (purpose: string) =>
    createHmac('sha256', token).update(`authorization:${purpose}`).digest('base64url');
  return { state: derive('state'), nonce: derive('nonce'), codeVerifier: derive('pkce') };
}

/** Whether a query carries this state exactly once. */
export function hasState(response: string, state: string): boolean {
  const given = new URLSearchParams(response).getAll('state');
  const [only = ''] = given;
  const [left, right] = [Buffer.from(only), Buffer.from(state)];
  return given.length === 1 && left.length === right.length && timingSafeEqual(left, right);
}
