import type { LineFields } from '../../observability/logger.ts';

/** What is logged of a request that has its response. */
export interface AnsweredRequest {
  /** From `requestIdOf`: letters, digits, `-` and `_`. */
  readonly requestId: string;
  /** As parsed by Node. */
  readonly method: string;
  readonly route: string;
  readonly status: number;
  /** With two decimals. */
  readonly ms: number;
  /** From `plainIpOf`. */
  readonly ip: string | null;
  readonly userId: string | undefined;
  readonly code: string | undefined;
  readonly traceId?: string | undefined;
  readonly spanId?: string | undefined;
}

/** Bounded: all routes come from the contract. */
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

/** The fields as `JSON.stringify` would write them, concatenated by hand because every request has a line. */
export function requestLine(request: AnsweredRequest): LineFields {
  const { requestId, method, route, status, ms, ip, userId, code, traceId, spanId } = request;
  const client = ip === null ? 'null' : `"${ip}"`;
  const rest =
    optional('userId', userId) + optional('code', code) + optional('traceId', traceId) + optional('spanId', spanId);
  return `"event":"http.request","requestId":"${requestId}","method":"${method}","route":${quotedRoute(route)},"status":${status},"ms":${ms},"ip":${client}${rest}`;
}
