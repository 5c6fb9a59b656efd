import { createClient } from '@pixelboxx/api-client/checked';
import { identityEndpoints, type IdentityProvider, type SignInMethod, signInMethods } from '@pixelboxx/shared';
import { cache } from 'react';
import { readEnv } from '@/env.ts';
import { visitorHeaders } from '@/lib/api/visitor-headers.ts';

const timeoutMs = 2_000;

/**
 * Where the API cannot say, nobody is offered a provider, and all other ways are shown: which of them are there is said where
 * they are tried. Asked once per page.
 */
const readWays = cache(async () => {
  const client = createClient({ baseUrl: readEnv().API_URL });
  const options = { signal: AbortSignal.timeout(timeoutMs), headers: await visitorHeaders() };
  return client(identityEndpoints.providers, options).catch(() => ({ items: [], methods: [...signInMethods] }));
});

/** By whom one can sign in; nobody, where the API cannot say: the other ways do not wait for it. */
export async function readProviders(): Promise<readonly IdentityProvider[]> {
  return (await readWays()).items;
}

/** How one can sign in without a provider. */
export async function readSignInMethods(): Promise<readonly SignInMethod[]> {
  return (await readWays()).methods;
}
