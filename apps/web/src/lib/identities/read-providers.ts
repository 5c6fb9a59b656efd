import { createClient } from '@pixelboxx/api-client/checked';
import { identityEndpoints, type IdentityProvider } from '@pixelboxx/shared';
import { cache } from 'react';
import { readEnv } from '@/env.ts';
import { visitorHeaders } from '@/lib/api/visitor-headers.ts';

const timeoutMs = 2_000;

/** By whom one can sign in; nobody, where the API cannot say: the other ways do not wait for it. Asked once per page. */
export const readProviders = cache(async (): Promise<readonly IdentityProvider[]> => {
  const client = createClient({ baseUrl: readEnv().API_URL });
  const options = { signal: AbortSignal.timeout(timeoutMs), headers: await visitorHeaders() };
  return client(identityEndpoints.providers, options).then(
    ({ items }) => items,
    () => [],
  );
});
