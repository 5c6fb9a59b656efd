import type { Prisma } from '../../generated/prisma/client.ts';

/** Has every replica forget `key` within a second of the commit, where a trigger cannot know of the change. */
export async function noteInvalidation(tx: Prisma.TransactionClient, topic: string, key: string): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO cache_invalidations (transaction_id, topic, key)
    VALUES (pg_current_xact_id()::text::bigint, ${topic}, ${key})`;
}
