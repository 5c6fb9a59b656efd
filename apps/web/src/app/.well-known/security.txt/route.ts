import { readEnv } from '@/env.ts';
import { securityText } from '@/lib/security-text.ts';

/** Reads the environment of the running process, not of the build. */
export const dynamic = 'force-dynamic';

export function GET(): Response {
  const text = securityText(readEnv(), new Date());
  if (text === null) return new Response('This installation names nobody.\n', { status: 404, headers });
  return new Response(text, { headers });
}

const headers = { 'content-type': 'text/plain; charset=utf-8' };
