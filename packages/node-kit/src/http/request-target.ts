import type { IncomingMessage } from 'node:http';

/**
 * Converts the request's target to the form that the router knows, a path with a query. The absolute form, which every
 * server must accept (RFC 9112, 3.2.2), is replaced by its path, and its host replaces the Host header. This does not
 * make the server a proxy: the routes decide whether they serve that host.
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
 * The request's target for routers, which look up paths only and fail on anything else. A target that names no resource
 * becomes a path that does not exist.
 */
export function routableTarget(request: IncomingMessage): string {
  const isPath = toOriginForm(request);
  return isPath ? (request.url ?? '/') : `/${encodeURIComponent(request.url ?? '').replaceAll('*', '%2A')}`;
}

/**
 * Whether the request names its host as required (RFC 9112, 3.2): once; before HTTP/1.1 it is optional. For servers
 * created with `requireHostHeader: false`, which refuse the others themselves instead of with Node's bare 400.
 */
export function hasRequiredHost({ httpVersion, rawHeaders }: IncomingMessage): boolean {
  const count = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length;
  return httpVersion === '1.0' ? count <= 1 : count === 1;
}
