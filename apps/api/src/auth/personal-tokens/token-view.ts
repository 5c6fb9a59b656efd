import type { PersonalToken } from '@pixelboxx/shared';
import type { PersonalToken as TokenRow } from '../../generated/prisma/client.ts';

/** A token as its owner sees it: without its digest. */
export function viewOf({ id, name, scopes, createdAt, lastUsedAt, expiresAt }: TokenRow): PersonalToken {
  return {
    id,
    name,
    scopes,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
    expiresAt: expiresAt.toISOString(),
  };
}
