import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import type { Prisma, User } from '../../generated/prisma/client.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { AccessPolicy } from '../access-tokens/index.ts';

/** What sessions are granted by second factors, as these come and go. */
@Injectable()
export class ProvenFactorsService {
  constructor(
    private readonly policy: AccessPolicy,
    private readonly clock: Clock,
  ) {}

  /**
   * Call before a factor is added, in its transaction; the caller holds the account's lock. Whoever has the password of staff
   * must not become staff by a factor of their own: what opens the door is a factor that is there already, or somebody
   * else's word for who is at it (ADR 50).
   * @throws AppError SECOND_FACTOR_GRANT_REQUIRED
   */
  async requireGrant(
    tx: Prisma.TransactionClient,
    { role, factorGrantEndsAt }: Pick<User, 'role' | 'factorGrantEndsAt'>,
    sessionId: string,
  ): Promise<void> {
    if (!this.policy.awaitsMfa(role)) return;
    if (factorGrantEndsAt !== null && factorGrantEndsAt > this.clock.now()) return;
    if ((await tx.session.count({ where: { id: sessionId, mfaProvenAt: { not: null } } })) > 0) return;
    throw new AppError('SECOND_FACTOR_GRANT_REQUIRED');
  }

  /** Enrolling a factor in a session is proof of it there. A grant has served its purpose. */
  async note(tx: Prisma.TransactionClient, userId: string, sessionId: string): Promise<void> {
    await tx.session.updateMany({ where: { id: sessionId }, data: { mfaProvenAt: this.clock.now() } });
    await tx.user.updateMany({
      where: { id: userId, factorGrantEndsAt: { not: null } },
      data: { factorGrantEndsAt: null },
    });
  }

  /**
   * Call after a removal, in its transaction; the caller holds the account's lock. With the last factor goes what a
   * session was granted by it.
   * @throws AppError LAST_SECOND_FACTOR when the user's role waits for one: nobody takes their own power by a slip.
   */
  async settle(tx: Prisma.TransactionClient, { id: userId, role }: User): Promise<void> {
    const [codes, passkeys] = await Promise.all([
      tx.totpFactor.count({ where: { userId, enabledAt: { not: null } } }),
      tx.passkey.count({ where: { userId } }),
    ]);
    if (codes + passkeys > 0) return;
    if (this.policy.awaitsMfa(role)) throw new AppError('LAST_SECOND_FACTOR');
    await tx.session.updateMany({
      where: { userId, mfaProvenAt: { not: null } },
      data: { mfaProvenAt: null },
    });
  }
}
