import type { Prisma, User } from '../generated/prisma/client.ts';
import { includingDeleted } from '../platform/database/soft-delete.ts';

/**
 * Reads an account and holds it until the transaction ends, so that changes of one account happen one after another.
 * Always the first statement: whoever locks in the same order never deadlocks. Signing in is not held up, since a
 * reference to the row only needs its key. Null when the account is gone or waits to be removed.
 */
export async function lockAccount(tx: Prisma.TransactionClient, userId: string): Promise<User | null> {
  const user = await lockAnyAccount(tx, userId);
  return user?.deletedAt === null ? user : null;
}

/** As `lockAccount`, also for one that waits to be removed. */
export async function lockAnyAccount(tx: Prisma.TransactionClient, userId: string): Promise<User | null> {
  await tx.$queryRaw`SELECT id FROM users WHERE id = ${userId}::uuid FOR NO KEY UPDATE`;
  return tx.user.findFirst({ where: { id: userId, ...includingDeleted } });
}
