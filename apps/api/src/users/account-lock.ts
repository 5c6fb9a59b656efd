import type { Prisma, User } from '../generated/prisma/client.ts';
import { AppError } from '../platform/errors/app-error.ts';
import type { Principal } from '../platform/http/security/principal.ts';
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

/** Of a `Principal`: whose session it is. */
export interface SessionOwner {
  readonly sessionId: string;
  readonly user: Pick<Principal['user'], 'id'>;
}

/**
 * As `lockAccount`, for what a signed-in user does: their session is still alive once the account is held. Without this,
 * a request that was let in just before the owner's report could enrol a factor just after it.
 * @throws AppError UNAUTHENTICATED.
 */
export async function lockPrincipal(tx: Prisma.TransactionClient, { user, sessionId }: SessionOwner): Promise<User> {
  const account = await lockAccount(tx, user.id);
  const session = await tx.session.findUnique({ where: { id: sessionId } });
  const isAlive = session?.revokedAt === null && session.authGeneration === account?.authGeneration;
  if (!account || account.suspendedAt || !isAlive) throw new AppError('UNAUTHENTICATED');
  return account;
}
