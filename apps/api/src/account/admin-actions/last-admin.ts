import type { Prisma, User } from '../../generated/prisma/client.ts';
import { AppError } from '../../platform/errors/app-error.ts';

/** Any number that no other lock uses. */
const lockId = 7_017_017;

/**
 * Ensures that an administrator remains who can appoint others. Administrators who leave at the same time do so one
 * after another: each waits until the one before has left. Call it after the account's own lock, as the last lock of
 * the transaction.
 * @throws AppError LAST_ADMIN.
 */
export async function assertNotLastAdmin(tx: Prisma.TransactionClient, { id, role }: User): Promise<void> {
  if (role !== 'ADMIN') return;
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${lockId})`;
  const others = await tx.user.count({ where: { role: 'ADMIN', suspendedAt: null, deletedAt: null, id: { not: id } } });
  if (others === 0) throw new AppError('LAST_ADMIN');
}
