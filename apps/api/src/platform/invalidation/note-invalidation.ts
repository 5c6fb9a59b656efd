import type { Prisma } from '../../generated/prisma/client.ts';

/** Makes every replica drop `key` within a second of the commit, for changes that no trigger can detect. */
export async function noteInvalidation(tx: Prisma.TransactionClient, topic: string, key: string): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO cache_invalidations (transaction_id, topic, key)
    VALUES (pg_current_xact_id()::text::bigint, ${topic}, ${key})`;
}
