import { cache } from 'react';
import { ApiError, createClient, userEndpoints, Username, type PublicProfile } from '@pixelboxx/shared';
import { headers } from 'next/headers';
import { readEnv } from '@/env.ts';

/** A person's public profile, or null when there is nobody of that name. Asked once per page. */
export const readProfile = cache(async (username: string): Promise<PublicProfile | null> => {
  if (!Username.safeParse(username).success) return null;
  const forwardedFor = (await headers()).get('x-forwarded-for');
  const client = createClient({ baseUrl: readEnv().API_URL });
  try {
    return await client(userEndpoints.profile, {
      params: { username },
      signal: AbortSignal.timeout(5_000),
      ...(forwardedFor && { headers: { 'x-forwarded-for': forwardedFor } }),
    });
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
});
