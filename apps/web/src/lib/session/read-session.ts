import { cache } from 'react';
import { cookies, headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { ApiError, createClient } from '@pixelboxx/api-client/checked';
import { authEndpoints } from '@pixelboxx/shared';
import { visitorHeaders } from '@/lib/api/visitor-headers.ts';
import { readEnv } from '@/env.ts';
import { homePath, loginPath, safeRedirect } from './safe-redirect.ts';
import { sessionCookieNames } from './session-cookies.ts';
import type { SessionState } from './session-state.ts';

const responseLimitMs = 5_000;

/**
 * The user who is looking at the page being rendered. Read-only: the browser renews the session, since rendering cannot pass
 * new cookies to every parallel request. Read once per request, however many components call it.
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

/**
 * Sends visitors without a session to the login page and back afterwards. An expired session or an outage passes: the
 * browser renews the former and waits out the latter. Pages contain no data themselves; the API checks every call.
 */
export async function requireSession(): Promise<void> {
  const { status } = await readSession();
  if (status === 'signed-out') redirect(loginPath((await headers()).get('x-page-address') ?? homePath));
}

/** Sends a signed-in user from a page for guests to their destination. */
export async function redirectSignedIn(next?: string | string[]): Promise<void> {
  const { status } = await readSession();
  if (status === 'signed-in') redirect(safeRedirect(typeof next === 'string' ? next : null));
}
