import type { FastifyInstance, FastifyReply, FastifyRequest, onResponseHookHandler } from 'fastify';
import type { Logger } from '../observability/logger.ts';
import type { AttackMeter } from './attack-meter.ts';

/** Responses to clients that know the password, or have yet to solve a puzzle. */
const noSignOfAttack = new Set(['MFA_REQUIRED', 'PROOF_REQUIRED']);

/**
 * Reports requests to endpoints with `proof` that look like an attack to the meter, after the response. Call it before
 * routes are registered.
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

/** Excludes failures of ours, which must not look like an attack. */
function isAttempt({ errorCode }: FastifyRequest, { statusCode }: FastifyReply, countsAll: boolean): boolean {
  if (statusCode >= 500) return false;
  if (errorCode !== undefined && noSignOfAttack.has(errorCode)) return false;
  return statusCode >= 400 || countsAll;
}
