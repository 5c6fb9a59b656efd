import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import type { Prisma, User } from '../../generated/prisma/client.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { AccessPolicy } from '../access-tokens/index.ts';

/** The rights that second factors give to sessions, as factors are added and removed. */
@Injectable()
export class ProvenFactorsService {
  constructor(
    private readonly policy: AccessPolicy,
    private readonly clock: Clock,
  ) {}

  /**
   * Call it before a factor is added, in its transaction; the caller holds the account's lock. A thief with the
   * password of staff must not gain staff rights by adding a factor: adding requires an existing factor, or that
   * somebody else vouches for the user (ADR 50).
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

  /** Enrolling a factor in a session also proves it there. The grant is used up. */
  async note(tx: Prisma.TransactionClient, userId: string, sessionId: string): Promise<void> {
    await tx.session.updateMany({ where: { id: sessionId }, data: { mfaProvenAt: this.clock.now() } });
    await tx.user.updateMany({
      where: { id: userId, factorGrantEndsAt: { not: null } },
      data: { factorGrantEndsAt: null },
    });
  }

  /**
   * Call it after a removal, in its transaction; the caller holds the account's lock. Without any factor left, sessions
   * lose the rights that factors gave them.
   * @throws AppError LAST_SECOND_FACTOR if the user's role requires one: nobody should lose their rights by mistake.
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
