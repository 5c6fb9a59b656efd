import { deletionGraceDays } from '@pixelboxx/shared';

/** How long a deleted account can be restored. */
export const deletionGraceMs = deletionGraceDays * 86_400_000;

/** How long before a reported theft changes to the account may not have been its owner's: ADR 17. */
export const suspectPeriodMs = deletionGraceMs;
