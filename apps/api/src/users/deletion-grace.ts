import { deletionGraceDays } from '@pixelboxx/shared';

/** For how long an account that was deleted can be restored. */
export const deletionGraceMs = deletionGraceDays * 86_400_000;

/** How long before a report of a theft what was done on an account may not have been its owner's: ADR 17. */
export const suspectPeriodMs = deletionGraceMs;
