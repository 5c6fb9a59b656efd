import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../observability/logger.ts';
import type { AttackMeter } from './attack-meter.ts';

/** What is answered to whoever knows the password, or has yet to work. */
const noSignOfAttack = new Set(['MFA_REQUIRED', 'PROOF_REQUIRED']);

/** Tells the meter of the requests to endpoints with `proof` that look like an attack, once they are answered. */
export function registerAttemptCount(
  server: FastifyInstance,
  meter: Pick<AttackMeter, 'noteAttempt'>,
  logger: Logger,
): void {
  server.addHook('onResponse', (request, reply, done) => {
    if (isAttempt(request, reply)) {
      meter.noteAttempt().catch((error: unknown) => logger.error({ event: 'abuse.count.failed', err: error }));
    }
    done();
  });
}

/** Not a failure of ours, which must not look like one of theirs. */
function isAttempt(request: FastifyRequest, { statusCode }: FastifyReply): boolean {
  const config: object = request.routeOptions.config;
  if (!('proofCounts' in config) || statusCode >= 500) return false;
  if (request.errorCode !== undefined && noSignOfAttack.has(request.errorCode)) return false;
  return statusCode >= 400 || config.proofCounts === 'all';
}
