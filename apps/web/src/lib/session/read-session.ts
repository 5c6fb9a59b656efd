import { cache } from 'react';
import { cookies } from 'next/headers';
import { ApiError, createClient } from '@pixelboxx/api-client/checked';
import { authEndpoints } from '@pixelboxx/shared';
import { visitorHeaders } from '@/lib/api/visitor-headers.ts';
import { readEnv } from '@/env.ts';
import { sessionCookieNames } from './session-cookies.ts';
import type { SessionState } from './session-state.ts';

const responseLimitMs = 5_000;

/**
 * Who is looking at the page being rendered. Only ever reads: a session is renewed by the browser, since rendering
 * cannot hand new cookies to every parallel request. Asked once per request, however many components want to know.
 */
export const readSession = cache(async (): Promise<SessionState> => {
  const env = readEnv();
  const names = sessionCookieNames(env.WEB_ORIGIN);
  const jar = await cookies();
  const access = jar.get(names.access);
  const renewable: SessionState = { status: jar.has(names.refresh) ? 'expired' : 'signed-out' };
  if (!access) return renewable;
  try {
    const client = createClient({ baseUrl: env.API_URL });
    const user = await client(authEndpoints.me, {
      headers: { ...(await visitorHeaders()), cookie: `${names.access}=${access.value}` },
      signal: AbortSignal.timeout(responseLimitMs),
    });
    return { status: 'signed-in', user };
  } catch (error) {
    return error instanceof ApiError && error.status === 401 ? renewable : { status: 'unavailable' };
  }
});
