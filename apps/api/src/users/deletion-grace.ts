import { deletionGraceDays } from '@pixelboxx/shared';

/** For how long an account that was deleted can be restored. */
export const deletionGraceMs = deletionGraceDays * 86_400_000;
