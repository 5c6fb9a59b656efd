import type { Prisma, User } from '../../generated/prisma/client.ts';
import type { EventOutbox } from '../../platform/events/event-outbox.ts';

/**
 * The only place that raises an auth generation: ends every session of the user, one whose refresh is under way included,
 * with the change that ends them, and tells other features. A session opened in the same transaction, after this, lives.
 * The caller holds the account's lock, and invalidates the user's snapshot after the commit.
 */
export async function endAllSessions(
  tx: Prisma.TransactionClient,
  events: EventOutbox,
  userId: string,
  change: Prisma.UserUpdateInput = {},
): Promise<User> {
  const user = await tx.user.update({
    where: { id: userId },
    data: { ...change, authGeneration: { increment: 1 } },
  });
  await events.publish(tx, { subject: 'sessions.revoked', aggregateId: userId, data: { userId, all: true } });
  return user;
}
