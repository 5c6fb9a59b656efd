import type { IncomingMessage } from 'node:http';

/**
 * Brings the request's target into the form that routing knows, a path with a query. The absolute form, which every
 * server must accept (RFC 9112, 3.2.2), is replaced by its path, and its host takes the place of the Host header. The
 * proxy in front of nothing is not offered: whose host it names is for the routes to say.
 * @returns false for a target that names no resource here: `*` (asterisk form), an authority, or nonsense
 */
export function toOriginForm(request: IncomingMessage): boolean {
  const target = request.url ?? '';
  if (target.startsWith('/')) return true;
  if (!/^https?:\/\//i.test(target) || !URL.canParse(target)) return false;
  const { host, pathname, search } = new URL(target);
  request.url = pathname + search;
  request.headers.host = host;
  return true;
}
