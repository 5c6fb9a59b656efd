import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { EventOutbox } from '../../platform/events/event-outbox.ts';
import { defineJob } from '../../platform/jobs/job-definition.ts';
import { JobQueue } from '../../platform/jobs/job-queue.ts';
import { MailService } from '../../platform/mail/mail.service.ts';
import { InjectLogger, type Logger } from '../../platform/observability/logger.ts';
import { deletionGraceMs, PersonalDataService, UserSnapshotsService } from '../../users/index.ts';
import { composeEmail, languageOf } from '../../emails/index.ts';

const purgeAccounts = defineJob({ name: 'auth.purge-accounts', schema: z.strictObject({}), timeoutSeconds: 900 });

/** Added to the grace period, so that no replica's clock can restore an account that another one is removing. */
const marginMs = 3_600_000;
const batchSize = 100;

/** Removes accounts whose grace period is over, with everything that features hold about them. */
@Injectable()
export class AccountPurgeService implements OnModuleInit {
  constructor(
    private readonly prisma: PrismaService,
    private readonly jobs: JobQueue,
    private readonly mail: MailService,
    private readonly personalData: PersonalDataService,
    private readonly snapshots: UserSnapshotsService,
    private readonly events: EventOutbox,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.jobs.handle(purgeAccounts, async (_data, { startedAt, signal }) => {
      await this.purgeDue(startedAt, signal);
    });
    this.jobs.schedule(purgeAccounts, '17 * * * *');
  }

  /**
   * Any number of replicas can run this in parallel. An account that fails does not stop the others.
   * @returns the number removed
   */
  async purgeDue(now: Date, signal?: AbortSignal): Promise<number> {
    const due = new Date((await this.earlier(now)).getTime() - deletionGraceMs - marginMs);
    let removed = 0;
    let after = '00000000-0000-0000-0000-000000000000';
    while (!signal?.aborted) {
      const users = await this.prisma.user.findMany({
        where: { deletedAt: { lte: due }, id: { gt: after } },
        select: { id: true },
        orderBy: { id: 'asc' },
        take: batchSize,
      });
      for (const { id } of users) if (await this.purge(id, due)) removed += 1;
      after = users.at(-1)?.id ?? after;
      if (users.length < batchSize) break;
    }
    return removed;
  }

  /** This cannot be undone, so it is time only if this machine's clock and that of Postgres agree. */
  private async earlier(now: Date): Promise<Date> {
    const [{ there }] = await this.prisma.$queryRaw<[{ there: Date }]>`SELECT now() AS there`;
    return there < now ? there : now;
  }

  private async purge(userId: string, due: Date): Promise<boolean> {
    try {
      await this.personalData.purge(userId);
      const isRemoved = await this.removeRow(userId, due);
      await this.snapshots.invalidate(userId);
      if (isRemoved) this.logger.info({ event: 'account.purged', userId });
      return isRemoved;
    } catch (error) {
      // The job tries again an hour later; until then the user's data stays hidden.
      this.logger.error({ event: 'account.purge.failed', userId, err: error });
      return false;
    }
  }

  /** Rows that refer to it are deleted with it. Of several callers, one removes the row and posts the receipt. */
  private removeRow(userId: string, due: Date): Promise<boolean> {
    return this.prisma.$transaction(async (tx) => {
      const rows = await tx.$queryRaw<{ username: string; email: string | null; language: string | null }[]>`
        DELETE FROM users WHERE id = ${userId}::uuid AND deleted_at <= ${due} RETURNING username, email, language`;
      const [user] = rows;
      if (user?.email) {
        const content = composeEmail('goodbye', languageOf(user), { username: user.username });
        await this.mail.post(tx, { to: user.email, email: content });
      }
      if (user) await this.events.publish(tx, { subject: 'user.deleted', aggregateId: userId, data: { userId } });
      return user !== undefined;
    });
  }
}
