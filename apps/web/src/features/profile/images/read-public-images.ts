import { cache } from 'react';
import { createClient } from '@pixelboxx/api-client/checked';
import { publicImageEndpoints, type PublicImagePage } from '@pixelboxx/shared';
import { readEnv } from '@/env.ts';
import { visitorHeaders } from '@/lib/api/visitor-headers.ts';
import { publicPageSize } from './page-size.ts';

/**
 * The first of a user's public images; null if they cannot be loaded: then the page is shown without them. Requested once
 * per page.
 */
export const readPublicImages = cache(async (username: string): Promise<PublicImagePage | null> => {
  const client = createClient({ baseUrl: readEnv().API_URL });
  try {
    return await client(publicImageEndpoints.list, {
      params: { username },
      query: { limit: publicPageSize },
      signal: AbortSignal.timeout(5_000),
      headers: await visitorHeaders(),
    });
  } catch {
    return null;
  }
});
