import { Injectable } from '@nestjs/common';
import type { AccountDeletion } from '@pixelboxx/shared';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import type { Principal, RequestContext } from '../../platform/http/security/principal.ts';
import { deletionGraceMs, UserSnapshotsService } from '../../users/index.ts';
import { SecurityEventsService } from '../../auth/activity/index.ts';
import { CredentialsService, PasswordConfirmationService } from '../../auth/passwords/index.ts';
import { SessionsService } from '../../auth/sessions/index.ts';
import { assertNotLastAdmin } from '../admin-actions/last-admin.ts';
import { DeletionNoticesService } from './deletion-notices.service.ts';

export interface DeletionRequest {
  readonly password: string;
  /** The start of the grace period. */
  readonly deletedAt: Date;
}

/**
 * Deletes accounts. `AccountRestorationService` restores them within the grace period, and `AccountPurgeService`
 * removes them after it.
 */
@Injectable()
export class AccountDeletionService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly passwordConfirmation: PasswordConfirmationService,
    private readonly credentials: CredentialsService,
    private readonly sessions: SessionsService,
    private readonly notices: DeletionNoticesService,
    private readonly snapshots: UserSnapshotsService,
    private readonly securityEvents: SecurityEventsService,
  ) {}

  /**
   * Sessions and profile are gone when this resolves; name and address stay taken until everything is removed.
   * @throws AppError WRONG_PASSWORD, LAST_ADMIN, RATE_LIMITED, OVERLOADED.
   */
  async delete(
    principal: Principal,
    { password, deletedAt }: DeletionRequest,
    context: RequestContext,
  ): Promise<AccountDeletion> {
    const confirmed = await this.passwordConfirmation.confirm(principal.user.id, password);
    const purgeAt = new Date(deletedAt.getTime() + deletionGraceMs);
    await this.prisma.$transaction(async (tx) => {
      const user = await this.passwordConfirmation.lockConfirmed(tx, confirmed, principal);
      const userId = user.id;
      await assertNotLastAdmin(tx, user);
      await this.sessions.endAll(tx, userId, { deletedAt });
      await this.credentials.voidLinks(tx, userId);
      const event = { type: 'ACCOUNT_DELETED', userId, sessionId: principal.sessionId, context } as const;
      await this.securityEvents.record(tx, event);
      await this.snapshots.announce(tx, 'user.deletion_requested', userId);
      await this.notices.send(tx, user, purgeAt, context);
    });
    await this.snapshots.invalidate(confirmed.id);
    return { purgeAt: purgeAt.toISOString() };
  }
}
