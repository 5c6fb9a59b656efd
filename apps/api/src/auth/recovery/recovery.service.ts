import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import type { PendingReset, RecoveryAnswers } from '@pixelboxx/shared';
import type { Prisma, User } from '../../generated/prisma/client.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { DataExportService } from '../../users/index.ts';
import { CredentialsService, type RetiredPassword } from '../passwords/index.ts';
import { LockoutService } from '../lockout/index.ts';
import { MfaService } from '../mfa/index.ts';
import { suspectSince } from './suspect-period.ts';

/**
 * Handles an account between its owner's report of a theft and the new password. Meanwhile, nobody can use a factor
 * from the suspect period to sign in.
 */
@Injectable()
export class RecoveryService {
  constructor(
    private readonly credentials: CredentialsService,
    private readonly factors: MfaService,
    private readonly exports: DataExportService,
    private readonly lockout: LockoutService,
    private readonly clock: Clock,
  ) {}

  /** Call it before the transaction of `begin`, since hashing is slow. @throws AppError OVERLOADED. */
  retiredPassword(): Promise<RetiredPassword> {
    return this.credentials.retiredPassword();
  }

  /** Locks everybody out. The caller holds the account's lock, and invalidates its snapshot after the commit. */
  async begin(
    tx: Prisma.TransactionClient,
    user: User,
    passwordHash: RetiredPassword,
    context: RequestContext,
  ): Promise<void> {
    const data = { recoveringSince: user.recoveringSince ?? this.clock.now() };
    await tx.user.update({ where: { id: user.id }, data });
    await this.exports.withdraw(tx, user.id);
    await this.credentials.retire(tx, user, { passwordHash, context });
  }

  /** The questions that the owner must answer before choosing a password. */
  async questions(user: User): Promise<PendingReset> {
    const since = suspectSince(user);
    return { recovering: since !== null, factors: since === null ? [] : await this.factors.describe(user.id, since) };
  }

  /**
   * Keeps factors that are older than the suspect period and not denied; of the others, only those that are proven.
   * Does nothing if no theft was reported. Runs in the transaction of the new password.
   * @throws AppError INVALID_CODE.
   */
  async complete(tx: Prisma.TransactionClient, user: User, answers: RecoveryAnswers): Promise<void> {
    const since = suspectSince(user);
    if (since === null) return;
    await this.factors.removeUnproven(tx, user.id, since, answers);
    // The owner is not asked which of these are theirs: linking one again takes a click.
    await this.credentials.removeAll(tx, user.id, 'first');
    await tx.user.update({ where: { id: user.id }, data: { recoveringSince: null } });
  }

  /** Counts the attempts at a code. @throws AppError INVALID_CODE, ACCOUNT_LOCKED, and what `work` throws. */
  async guard<Result>(
    user: User,
    answers: RecoveryAnswers,
    context: RequestContext,
    work: () => Promise<Result>,
  ): Promise<Result> {
    if (answers.code === undefined || user.recoveringSince === null) return work();
    const attempt = {
      factor: 'enrolment',
      userId: user.id,
      identifier: user.username,
      deviceId: null,
      context,
    } as const;
    const outcome = await this.lockout.attempt(attempt, async () => {
      try {
        return { done: await work() };
      } catch (error) {
        if (error instanceof AppError && error.code === 'INVALID_CODE') return null;
        throw error;
      }
    });
    if (outcome === null) throw new AppError('INVALID_CODE');
    return outcome.done;
  }
}
