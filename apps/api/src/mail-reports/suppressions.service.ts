import { Injectable } from '@nestjs/common';
import type { MailDelivery, Suppression, SuppressionPage, SuppressionsQuery } from '@pixelboxx/shared';
import { type AdminContext, requireAdministrator } from '../account/index.ts';
import { SecurityEventsService } from '../auth/activity/index.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import { latestFirst, paginate } from '../platform/database/pagination.ts';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { SuppressionList } from '../platform/mail/suppressions/suppression-list.ts';

const withUser = {
  user: { select: { id: true, username: true, email: true } },
} satisfies Prisma.MailSuppressionInclude;

type Row = Prisma.MailSuppressionGetPayload<{ include: typeof withUser }>;

/** Addresses that get no more mail, for administrators and for their owners. */
@Injectable()
export class SuppressionsService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly list: SuppressionList,
    private readonly securityEvents: SecurityEventsService,
  ) {}

  /** The latest first. @throws AppError VALIDATION_ERROR for an invalid cursor */
  async page(query: SuppressionsQuery): Promise<SuppressionPage> {
    const { rows, nextCursor } = await paginate(query, latestFirst, ({ after, ...asked }) =>
      this.prisma.mailSuppression.findMany({ where: after, include: withUser, ...asked }),
    );
    return { items: rows.map((row) => this.viewOf(row)), nextCursor };
  }

  /** @throws AppError NOT_FOUND, FORBIDDEN */
  async lift(id: string, act: AdminContext): Promise<void> {
    await this.prisma.transact(async (tx) => {
      await requireAdministrator(tx, act);
      const { count } = await tx.mailSuppression.deleteMany({ where: { id } });
      if (count === 0) throw new AppError('NOT_FOUND');
      const { actor, context } = act;
      const event = { userId: actor.user.id, sessionId: actor.sessionId, context };
      await this.securityEvents.record(tx, { type: 'SUPPRESSION_LIFTED', ...event });
    });
  }

  /** Whether mail reaches the user's current address. */
  async ownOf(userId: string): Promise<MailDelivery> {
    const user = await this.prisma.user.findUnique({ where: { id: userId }, select: { email: true } });
    const email = user?.email ?? null;
    const found = email === null ? null : await this.list.find(email);
    return { trouble: found && { reason: found.reason, since: found.createdAt.toISOString() } };
  }

  private viewOf({ user, ...row }: Row): Suppression {
    // It may be a former address of the user: then no user is shown.
    const isTheirs = user !== null && user.email !== null && this.list.isAbout(row, user.email);
    return {
      id: row.id,
      address: row.masked,
      user: isTheirs ? { id: user.id, username: user.username } : null,
      reason: row.reason,
      reports: row.reports,
      createdAt: row.createdAt.toISOString(),
      lastReportedAt: row.lastReportedAt.toISOString(),
    };
  }
}
