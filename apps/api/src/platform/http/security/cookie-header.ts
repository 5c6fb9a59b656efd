import type { FastifyRequest } from 'fastify';

/**
 * Two cookies with the same name and different values mean that somebody planted one: neither is trusted (cookie
 * tossing). The same value twice, as some proxies and clients send it, is accepted.
 */
export function soleCookie(request: FastifyRequest, name: string): string | undefined {
  let found: string | undefined;
  for (const part of request.headers.cookie?.split(';') ?? []) {
    const pair = part.trim();
    if (!pair.startsWith(name) || pair[name.length] !== '=') continue;
    const value = pair.slice(name.length + 1);
    if (found !== undefined && found !== value) return undefined;
    found = value;
  }
  return found === '' ? undefined : found;
}
