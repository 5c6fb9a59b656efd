import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import type { Prisma, TotpFactor, User } from '../../generated/prisma/client.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { BackupCodesService } from './codes/backup-codes.service.ts';
import { CodesService } from './codes/codes.service.ts';
import { ProvenFactorsService } from './proven-factors.service.ts';

/** How long an enrolment waits for its confirming code. */
const setupTtlMs = 15 * 60_000;

/** Authenticator apps from setup to removal. The seed is stored at setup, but is not accepted until a code confirms it. */
@Injectable()
export class TotpEnrolmentsStore {
  constructor(
    private readonly codes: CodesService,
    private readonly backupCodes: BackupCodesService,
    private readonly proven: ProvenFactorsService,
    private readonly clock: Clock,
  ) {}

  /**
   * Replaces an enrolment that is waiting. The caller holds the account's lock.
   * @throws AppError ALREADY_ENABLED, SECOND_FACTOR_GRANT_REQUIRED.
   */
  async begin(tx: Prisma.TransactionClient, user: User, sessionId: string, seed: Uint8Array): Promise<void> {
    const userId = user.id;
    const factor = await tx.totpFactor.findUnique({ where: { userId } });
    if (factor?.enabledAt) throw new AppError('ALREADY_ENABLED');
    await this.proven.requireGrant(tx, user, sessionId);
    const fresh = {
      sealedSecret: this.codes.sealSeed(seed, userId),
      lastUsedStep: null,
      createdAt: this.clock.now(),
    };
    await tx.totpFactor.upsert({ where: { userId }, create: { userId, ...fresh }, update: fresh });
  }

  /**
   * Enables the app's codes; this code also proves the session's user. For a wrong code, returns false and changes
   * nothing.
   * @throws AppError ALREADY_ENABLED, CHALLENGE_INVALID when no enrolment waits, SECOND_FACTOR_GRANT_REQUIRED.
   */
  async confirm(tx: Prisma.TransactionClient, user: User, sessionId: string, code: string): Promise<boolean> {
    const userId = user.id;
    const factor = await this.requireWaiting(tx, userId);
    await this.proven.requireGrant(tx, user, sessionId);
    if (!(await this.codes.acceptTotp(tx, factor, code.replaceAll(/[\s-]/g, '')))) return false;
    await tx.totpFactor.update({ where: { userId }, data: { enabledAt: this.clock.now() } });
    await this.proven.note(tx, userId, sessionId);
    return true;
  }

  /** Removes backup codes as well. The caller holds the account's lock. @throws AppError NOT_FOUND, LAST_SECOND_FACTOR. */
  async end(tx: Prisma.TransactionClient, user: User): Promise<void> {
    const { count } = await tx.totpFactor.deleteMany({ where: { userId: user.id, enabledAt: { not: null } } });
    if (count === 0) throw new AppError('NOT_FOUND');
    await this.backupCodes.removeAll(tx, user.id);
    await this.proven.settle(tx, user);
  }

  private async requireWaiting(tx: Prisma.TransactionClient, userId: string): Promise<TotpFactor> {
    const factor = await tx.totpFactor.findUnique({ where: { userId } });
    if (factor?.enabledAt) throw new AppError('ALREADY_ENABLED');
    if (!factor || factor.createdAt.getTime() < this.clock.nowMs() - setupTtlMs)
      throw new AppError('CHALLENGE_INVALID');
    return factor;
  }
}
