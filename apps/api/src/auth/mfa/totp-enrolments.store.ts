import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import type { Prisma, TotpFactor } from '../../generated/prisma/client.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { CodesService } from './codes.service.ts';

/** For how long an enrolment waits for its confirming code. */
const setupTtlMs = 15 * 60_000;

/** Apps that are being set up: their seed is kept, and counts for nothing until a code confirms it. */
@Injectable()
export class TotpEnrolmentsStore {
  constructor(
    private readonly codes: CodesService,
    private readonly clock: Clock,
  ) {}

  /** In place of one that waits already. The caller holds the account's lock. @throws AppError ALREADY_ENABLED. */
  async begin(tx: Prisma.TransactionClient, userId: string, seed: Uint8Array): Promise<void> {
    const factor = await tx.totpFactor.findUnique({ where: { userId } });
    if (factor?.enabledAt) throw new AppError('ALREADY_ENABLED');
    const fresh = {
      sealedSecret: this.codes.sealSeed(seed, userId),
      lastUsedStep: null,
      createdAt: this.clock.now(),
    };
    await tx.totpFactor.upsert({ where: { userId }, create: { userId, ...fresh }, update: fresh });
  }

  /**
   * From here on the app's codes count. False, and nothing, for a wrong code.
   * @throws AppError ALREADY_ENABLED, CHALLENGE_INVALID when no enrolment waits.
   */
  async confirm(tx: Prisma.TransactionClient, userId: string, code: string): Promise<boolean> {
    const factor = await this.requireWaiting(tx, userId);
    if (!(await this.codes.acceptTotp(tx, factor, code.replaceAll(/[\s-]/g, '')))) return false;
    await tx.totpFactor.update({ where: { userId }, data: { enabledAt: this.clock.now() } });
    return true;
  }

  private async requireWaiting(tx: Prisma.TransactionClient, userId: string): Promise<TotpFactor> {
    const factor = await tx.totpFactor.findUnique({ where: { userId } });
    if (factor?.enabledAt) throw new AppError('ALREADY_ENABLED');
    if (!factor || factor.createdAt.getTime() < this.clock.nowMs() - setupTtlMs)
      throw new AppError('CHALLENGE_INVALID');
    return factor;
  }
}
