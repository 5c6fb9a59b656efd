import type { User } from '../../generated/prisma/client.ts';
import { suspectPeriodMs } from '../../users/index.ts';

/**
 * Factors enrolled since this time count as the owner's only with proof; null if nothing was reported. The period is as
 * long as a notice can be reported: whichever notice the owner uses, a factor that a thief enrolled before the report
 * is younger than this.
 */
export function suspectSince({ recoveringSince }: Pick<User, 'recoveringSince'>): Date | null {
  return recoveringSince && new Date(recoveringSince.getTime() - suspectPeriodMs);
}

/** Whether a factor must not be used until its owner has proven it. */
export function isSuspect(user: Pick<User, 'recoveringSince'>, enrolledAt: Date): boolean {
  const since = suspectSince(user);
  return since !== null && enrolledAt >= since;
}
