import { cache } from 'react';
import { cookies, headers } from 'next/headers';
import { ApiError, authEndpoints, createClient } from '@pixelboxx/shared';
import { readEnv } from '@/env.ts';
import { sessionCookieNames } from './session-cookies.ts';
import type { SessionState } from './session-state.ts';

const answerLimitMs = 5_000;

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
      headers: await callerHeaders(`${names.access}=${access.value}`),
      signal: AbortSignal.timeout(answerLimitMs),
    });
    return { status: 'signed-in', user };
  } catch (error) {
    return error instanceof ApiError && error.status === 401 ? renewable : { status: 'unavailable' };
  }
});

/** The API sees who really asks: its limits and its list of devices are about the visitor, not about this server. */
async function callerHeaders(cookie: string): Promise<Record<string, string>> {
  const incoming = await headers();
  const passed = ['x-forwarded-for', 'user-agent', 'x-request-id'].flatMap((name) => {
    const value = incoming.get(name);
    return value ? [[name, value] as const] : [];
  });
  return { ...Object.fromEntries(passed), cookie };
}
