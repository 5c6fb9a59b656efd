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

/**
 * The request's target as routers take it: they look up paths, and treat anything else as if there were no server. What
 * names no resource becomes a path at which there is none.
 */
export function routableTarget(request: IncomingMessage): string {
  const isPath = toOriginForm(request);
  return isPath ? (request.url ?? '/') : `/${encodeURIComponent(request.url ?? '').replaceAll('*', '%2A')}`;
}

/**
 * Whether the request names its host as it must (RFC 9112, 3.2): once, and from HTTP/1.1 on at all. For servers made
 * with `requireHostHeader: false`, which answer the others themselves and not with Node's bare 400.
 */
export function hasRequiredHost({ httpVersion, rawHeaders }: IncomingMessage): boolean {
  const count = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length;
  return httpVersion === '1.0' ? count <= 1 : count === 1;
}
