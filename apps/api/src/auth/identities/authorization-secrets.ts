import { createHmac, timingSafeEqual } from 'node:crypto';
import type { AuthorizationSecrets } from './providers/provider.ts';

/**
 * What of one sign-in the provider, or whoever reads an address, gets to see is made of what the browser’s cookie holds, and
 * tells nothing of it. So nothing of it is stored: who has the table can redeem no code, and who has the address cannot
 * either.
 */
export function authorizationSecretsOf(token: string): AuthorizationSecrets {
  const derive = (purpose: string) =>
    createHmac('sha256', token).update(`authorization:${purpose}`).digest('base64url');
  return { state: derive('state'), nonce: derive('nonce'), codeVerifier: derive('pkce') };
}

/** Whether a query carries this state, and once. */
export function hasState(response: string, state: string): boolean {
  const given = new URLSearchParams(response).getAll('state');
  const [only = ''] = given;
  const [left, right] = [Buffer.from(only), Buffer.from(state)];
  return given.length === 1 && left.length === right.length && timingSafeEqual(left, right);
}
