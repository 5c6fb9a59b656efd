import type { LineFields } from '../../observability/logger.ts';

/** What is kept of a request that was answered. */
export interface AnsweredRequest {
  /** Of `requestIdOf`: letters, digits, `-` and `_`. */
  readonly requestId: string;
  /** A word of Node's parser. */
  readonly method: string;
  readonly route: string;
  readonly status: number;
  /** With two decimals. */
  readonly ms: number;
  /** Of `plainIpOf`. */
  readonly ip: string | null;
  readonly userId: string | undefined;
  readonly code: string | undefined;
  readonly traceId?: string | undefined;
  readonly spanId?: string | undefined;
}

/** Routes are those of the contract: as many as there are. */
const quotedRoutes = new Map<string, string>();

function quotedRoute(route: string): string {
  const known = quotedRoutes.get(route);
  if (known !== undefined) return known;
  const quoted = JSON.stringify(route);
  quotedRoutes.set(route, quoted);
  return quoted;
}

const optional = (name: string, value: string | undefined): string =>
  value === undefined ? '' : `,"${name}":${JSON.stringify(value)}`;

/** The fields as `JSON.stringify` would write them, put together by hand: every request has a line. */
export function requestLine(request: AnsweredRequest): LineFields {
  const { requestId, method, route, status, ms, ip, userId, code, traceId, spanId } = request;
  const client = ip === null ? 'null' : `"${ip}"`;
  const rest =
    optional('userId', userId) + optional('code', code) + optional('traceId', traceId) + optional('spanId', spanId);
  return `"event":"http.request","requestId":"${requestId}","method":"${method}","route":${quotedRoute(route)},"status":${status},"ms":${ms},"ip":${client}${rest}`;
}
