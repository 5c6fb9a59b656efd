import { Injectable } from '@nestjs/common';
import type { BackupCodes } from '@pixelboxx/shared';
import type { Prisma, User } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Principal, RequestContext } from '../../platform/http/security/principal.ts';
import { lockPrincipal } from '../../users/index.ts';
import { NoticesService, SecurityEventsService } from '../activity/index.ts';
import { BackupCodesService } from './codes/backup-codes.service.ts';
import { MfaService } from './mfa.service.ts';
import { TotpEnrolmentsStore } from './totp-enrolments.store.ts';

/** Changes to enabled codes from an authenticator app. */
@Injectable()
export class EnabledTotpService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly enrolments: TotpEnrolmentsStore,
    private readonly backupCodes: BackupCodesService,
    private readonly factors: MfaService,
    private readonly notices: NoticesService,
    private readonly securityEvents: SecurityEventsService,
  ) {}

  /** @throws AppError NOT_FOUND when it is not enabled. LAST_SECOND_FACTOR, STEP_UP_REQUIRED. */
  async disable(principal: Principal, context: RequestContext): Promise<void> {
    await this.withProof(principal, async (tx, user) => {
      await this.enrolments.end(tx, user);
      const event = { type: 'TOTP_DISABLED', userId: user.id, sessionId: principal.sessionId, context } as const;
      await this.securityEvents.record(tx, event);
      await this.notices.send(tx, user, 'SIGN_IN_METHOD_REMOVED', context);
    });
  }

  /** @throws AppError NOT_FOUND when codes are not enabled. STEP_UP_REQUIRED. */
  async renewBackupCodes(principal: Principal, context: RequestContext): Promise<BackupCodes> {
    return this.withProof(principal, async (tx, user) => {
      const codes = await this.backupCodes.renew(tx, user.id);
      const event = { type: 'BACKUP_CODES_RENEWED', userId: user.id, sessionId: principal.sessionId, context } as const;
      await this.securityEvents.record(tx, event);
      await this.notices.send(tx, user, 'BACKUP_CODES_RENEWED', context);
      return { codes };
    });
  }

  /**
   * A request admitted before codes were enabled has not proven them, so the proof is checked again, under the
   * account's lock.
   * @throws AppError NOT_FOUND when codes are not enabled. STEP_UP_REQUIRED.
   */
  private async withProof<Result>(
    principal: Principal,
    work: (tx: Prisma.TransactionClient, user: User) => Promise<Result>,
  ): Promise<Result> {
    const done = await this.prisma.$transaction(async (tx) => {
      const user = await lockPrincipal(tx, principal);
      const enabledAt = (await tx.totpFactor.findUnique({ where: { userId: user.id } }))?.enabledAt ?? null;
      if (enabledAt === null) throw new AppError('NOT_FOUND');
      const proofs = [{ mfaProvenAt: { not: null } }, { reauthenticatedAt: { gt: enabledAt } }];
      const isProven = (await tx.session.count({ where: { id: principal.sessionId, OR: proofs } })) > 0;
      return isProven ? { result: await work(tx, user) } : null;
    });
    if (done) return done.result;
    const methods = await this.factors.requiredAfterPassword(principal.user.id);
    throw new AppError('STEP_UP_REQUIRED', { details: { methods } });
  }
}
