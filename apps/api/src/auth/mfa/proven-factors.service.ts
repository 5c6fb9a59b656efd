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

  /** Enrolling a factor in a session is proof of it there. */
  async note(tx: Prisma.TransactionClient, sessionId: string): Promise<void> {
    await tx.session.updateMany({ where: { id: sessionId }, data: { secondFactorAt: this.clock.now() } });
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
    if (this.policy.awaitsSecondFactor(role)) throw new AppError('LAST_SECOND_FACTOR');
    await tx.session.updateMany({
      where: { userId, secondFactorAt: { not: null } },
      data: { secondFactorAt: null },
    });
  }
}
