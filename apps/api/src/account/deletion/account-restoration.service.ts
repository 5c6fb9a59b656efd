import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { lockAnyAccount, UserSnapshotsService } from '../../users/index.ts';
import { SecurityEventsService } from '../../auth/activity/index.ts';
import { AccountLinksService } from '../../auth/emails/index.ts';

/** Restores accounts within the grace period. */
@Injectable()
export class AccountRestorationService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly links: AccountLinksService,
    private readonly snapshots: UserSnapshotsService,
    private readonly securityEvents: SecurityEventsService,
  ) {}

  /** Restores everything except the sessions. @throws AppError TOKEN_INVALID. */
  async restore(token: string, context: RequestContext): Promise<void> {
    const link = await this.links.find(token, 'RESTORE');
    const { userId } = link;
    await this.prisma.$transaction(async (tx) => {
      const user = await lockAnyAccount(tx, userId);
      if (!user?.deletedAt) throw new AppError('TOKEN_INVALID');
      await this.links.use(tx, link);
      await tx.user.update({ where: { id: userId }, data: { deletedAt: null } });
      await this.snapshots.announce(tx, 'user.restored', userId);
      await this.securityEvents.record(tx, { type: 'ACCOUNT_RESTORED', userId, sessionId: null, context });
    });
    await this.snapshots.invalidate(userId);
  }
}
