import type { FastifyRequest } from 'fastify';

/** Two cookies of one name mean that somebody planted one: neither is believed (cookie tossing). */
export function soleCookie(request: FastifyRequest, name: string): string | undefined {
  let found: string | undefined;
  for (const part of request.headers.cookie?.split(';') ?? []) {
    const pair = part.trim();
    if (!pair.startsWith(name) || pair[name.length] !== '=') continue;
    if (found !== undefined) return undefined;
    found = pair.slice(name.length + 1);
  }
  return found === '' ? undefined : found;
}
