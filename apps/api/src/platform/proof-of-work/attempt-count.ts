import type { FastifyInstance, FastifyReply, FastifyRequest, onResponseHookHandler } from 'fastify';
import type { Logger } from '../observability/logger.ts';
import type { AttackMeter } from './attack-meter.ts';

/** What is answered to whoever knows the password, or has yet to work. */
const noSignOfAttack = new Set(['MFA_REQUIRED', 'PROOF_REQUIRED']);

/**
 * Tells the meter of the requests to endpoints with `proof` that look like an attack, once they are answered. Before routes
 * are registered.
 */
export function registerAttemptCount(
  server: FastifyInstance,
  meter: Pick<AttackMeter, 'noteAttempt'>,
  logger: Logger,
): void {
  server.addHook('onRoute', (route) => {
    const { config } = route;
    if (typeof config !== 'object' || !('proofCounts' in config)) return;
    const countsAll = config.proofCounts === 'all';
    const count: onResponseHookHandler = (request, reply, done) => {
      if (isAttempt(request, reply, countsAll)) {
        meter.noteAttempt().catch((error: unknown) => logger.error({ event: 'abuse.count.failed', err: error }));
      }
      done();
    };
    route.onResponse = [...[route.onResponse ?? []].flat(), count];
  });
}

/** Not a failure of ours, which must not look like one of theirs. */
function isAttempt({ errorCode }: FastifyRequest, { statusCode }: FastifyReply, countsAll: boolean): boolean {
  if (statusCode >= 500) return false;
  if (errorCode !== undefined && noSignOfAttack.has(errorCode)) return false;
  return statusCode >= 400 || countsAll;
}
