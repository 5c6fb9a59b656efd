import type { User } from '../../generated/prisma/client.ts';
import { suspectPeriodMs } from '../../users/index.ts';

/**
 * Since when what was enrolled on an account is not taken to be its owner's without a proof: as long before her report as
 * any notice could have been reported. Whichever of them she opens, a factor that a thief enrolled before it is younger
 * than this. Null where nothing was reported.
 */
export function suspectSince({ recoveringSince }: Pick<User, 'recoveringSince'>): Date | null {
  return recoveringSince && new Date(recoveringSince.getTime() - suspectPeriodMs);
}

/** Whether a factor must not be used until its owner has proven it. */
export function isSuspect(user: Pick<User, 'recoveringSince'>, enrolledAt: Date): boolean {
  const since = suspectSince(user);
  return since !== null && enrolledAt >= since;
}
