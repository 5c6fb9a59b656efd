import type { Prisma, User } from '../generated/prisma/client.ts';
import { AppError } from '../platform/errors/app-error.ts';
import type { Principal } from '../platform/http/security/principal.ts';
import { includingDeleted } from '../platform/database/soft-delete.ts';

/**
 * Reads an account and locks it until the transaction ends, so that its changes are serialized. Always the first
 * statement: transactions that lock in the same order never deadlock. Sign-in does not wait, since a reference to the
 * row locks only its key. Returns null if the account is gone or waits to be removed.
 */
export async function lockAccount(tx: Prisma.TransactionClient, userId: string): Promise<User | null> {
  const user = await lockAnyAccount(tx, userId);
  return user?.deletedAt === null ? user : null;
}

/** Like `lockAccount`, but also for an account that waits to be removed. */
export async function lockAnyAccount(tx: Prisma.TransactionClient, userId: string): Promise<User | null> {
  await tx.$queryRaw`SELECT id FROM users WHERE id = ${userId}::uuid FOR NO KEY UPDATE`;
  return tx.user.findFirst({ where: { id: userId, ...includingDeleted } });
}

/** The part of a `Principal` that identifies the session's user. */
export interface SessionOwner {
  readonly sessionId: string;
  readonly user: Pick<Principal['user'], 'id'>;
}

/**
 * Like `lockAccount`, for actions of a signed-in user: checks under the lock that their session is still alive.
 * Otherwise, a request accepted just before the owner's report could enrol a factor just after it.
 * @throws AppError UNAUTHENTICATED.
 */
export async function lockPrincipal(tx: Prisma.TransactionClient, { user, sessionId }: SessionOwner): Promise<User> {
  const account = await lockAccount(tx, user.id);
  const session = await tx.session.findUnique({ where: { id: sessionId } });
  const isAlive = session?.revokedAt === null && session.authGeneration === account?.authGeneration;
  if (!account || account.suspendedAt || !isAlive) throw new AppError('UNAUTHENTICATED');
  return account;
}
