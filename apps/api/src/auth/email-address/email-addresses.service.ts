import { Injectable } from '@nestjs/common';
import type { Prisma, User } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { includingDeleted } from '../../platform/database/soft-delete.ts';
import { isUniqueViolation } from '../../platform/database/unique-violation.ts';
import { SuppressionList } from '../../platform/mail/suppressions/suppression-list.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { AccountLinksService } from '../emails/index.ts';

/** Decides which account an address belongs to. */
@Injectable()
export class EmailAddressesService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly links: AccountLinksService,
    private readonly suppressions: SuppressionList,
  ) {}

  /** Gives an account a proven address, which mail has reached. @throws AppError EMAIL_TAKEN, decided by the database. */
  async assign(tx: Prisma.TransactionClient, before: User, email: string): Promise<User> {
    const emailClaim = await this.links.claimOf(tx, before, email);
    await this.suppressions.lift(tx, email);
    try {
      return await tx.user.update({ where: { id: before.id }, data: { email, emailClaim, isVerified: true } });
    } catch (error) {
      throw isUniqueViolation(error) ? emailTaken(error) : error;
    }
  }

  /** @throws AppError EMAIL_TAKEN if another account, even one about to be removed, has the address. */
  async assertFree(userId: string, email: string): Promise<void> {
    if (await otherHolder(this.prisma, userId, email)) throw emailTaken();
  }

  /**
   * Gives an address back to the account that lost it, on behalf of the mailbox's reader. Another account that took the
   * address without proving it loses it. If the other has proven it, this account has no address. `emailClaim` is the
   * link's. `displacedId` is the account that lost the address: invalidate its snapshot after the commit.
   */
  async putBack(
    tx: Prisma.TransactionClient,
    userId: string,
    email: string,
    emailClaim: number,
  ): Promise<{ user: User; displacedId: string | null }> {
    const other = await otherHolder(tx, userId, email);
    const displaced = other && !other.isVerified ? other : null;
    await this.suppressions.lift(tx, email);
    if (displaced) {
      await tx.user.update({ where: { id: displaced.id }, data: { email: null } });
    }
    const isGone = other !== null && displaced === null;
    const data = isGone ? { email: null, isVerified: false } : { email, isVerified: true };
    return {
      user: await tx.user.update({ where: { id: userId }, data: { ...data, emailClaim } }),
      displacedId: displaced?.id ?? null,
    };
  }
}

function otherHolder(
  db: Pick<Prisma.TransactionClient, 'user'>,
  userId: string,
  email: string,
): Promise<Pick<User, 'id' | 'isVerified'> | null> {
  return db.user.findFirst({ where: { email, id: { not: userId }, ...includingDeleted } });
}

function emailTaken(cause?: unknown): AppError {
  return new AppError('EMAIL_TAKEN', {
    details: { fields: { email: ['An account with this e-mail exists.'] } },
    cause,
  });
}
