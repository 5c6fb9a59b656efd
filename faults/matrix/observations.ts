import type { Outcome } from '../declared.ts';
import { type Reply, timeoutMs } from '../product/visitor.ts';
import type { Attempt } from './operations.ts';

const pauses = ['SERVICE_UNAVAILABLE', 'OVERLOADED'];

/** The outcome in the words of the declaration; or `fault`, which must never happen. */
export function observe({ works, reply }: Attempt): 'works' | 'refused' | 'fault' {
  if (works) return 'works';
  const isPause = reply.status === 503 && pauses.includes(reply.code ?? '') && Number(reply.retryAfter) > 0;
  return isPause && reply.ms < timeoutMs ? 'refused' : 'fault';
}

export function isAsDeclared(declared: Outcome, attempts: readonly Attempt[]): boolean {
  const observed = attempts.map(observe);
  return observed.every((outcome) => outcome !== 'fault' && (declared === 'either' || outcome === declared));
}

/** For the log: the observation, and how long it took. */
export function describe(attempt: Attempt): string {
  const { reply, degraded } = attempt;
  const status = reply.status === null ? `no response: ${reply.body.slice(0, 80)}` : String(reply.status);
  const names = degraded.length > 0 ? ` without ${degraded.join(', ')}` : '';
  const code = reply.code ? ` ${reply.code}` : '';
  const id = observe(attempt) === 'fault' ? ` (request ${requestIdOf(reply)})` : '';
  return `${status}${code}${names} in ${(reply.ms / 1000).toFixed(1)} s${id}`;
}

function requestIdOf({ requestId }: Reply): string {
  return requestId ?? 'unknown';
}
