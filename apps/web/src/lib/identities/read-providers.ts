import { createClient } from '@pixelboxx/api-client/checked';
import { identityEndpoints, type IdentityProvider, type SignInMethod, signInMethods } from '@pixelboxx/shared';
import { cache } from 'react';
import { readEnv } from '@/env.ts';
import { visitorHeaders } from '@/lib/api/visitor-headers.ts';

const timeoutMs = 2_000;

/**
 * If the API does not respond, no provider is offered and all other methods are shown: the user learns which of them exist by
 * trying them. Requested once per page.
 */
const readWays = cache(async () => {
  const client = createClient({ baseUrl: readEnv().API_URL });
  const options = { signal: AbortSignal.timeout(timeoutMs), headers: await visitorHeaders() };
  return client(identityEndpoints.providers, options).catch(() => ({ items: [], methods: [...signInMethods] }));
});

/** The providers to sign in with; none if the API does not respond, since the other methods must not wait for it. */
export async function readProviders(): Promise<readonly IdentityProvider[]> {
  return (await readWays()).items;
}

/** The methods to sign in without a provider. */
export async function readSignInMethods(): Promise<readonly SignInMethod[]> {
  return (await readWays()).methods;
}
