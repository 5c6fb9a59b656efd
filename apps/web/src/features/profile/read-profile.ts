import { cache } from 'react';
import { ApiError, createClient } from '@pixelboxx/api-client/checked';
import { userEndpoints, Username, type PublicProfile } from '@pixelboxx/shared';
import { visitorHeaders } from '@/lib/api/visitor-headers.ts';
import { readEnv } from '@/env.ts';

/** A user's public profile, or null if no user has that name. Requested once per page. */
export const readProfile = cache(async (username: string): Promise<PublicProfile | null> => {
  if (!Username.safeParse(username).success) return null;
  const client = createClient({ baseUrl: readEnv().API_URL });
  try {
    return await client(userEndpoints.profile, {
      params: { username },
      signal: AbortSignal.timeout(5_000),
      headers: await visitorHeaders(),
    });
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
});
