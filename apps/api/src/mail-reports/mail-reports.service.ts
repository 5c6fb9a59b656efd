import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import type { Prisma } from '../generated/prisma/client.ts';
import { sha256Hex } from '../platform/crypto/digests.ts';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { includingDeleted } from '../platform/database/soft-delete.ts';
import { AppError } from '../platform/errors/app-error.ts';
import type { SignedRequest } from '../platform/http/contract/handle.decorator.ts';
import { SuppressionList } from '../platform/mail/suppressions/suppression-list.ts';
import { InjectLogger, type Logger } from '../platform/observability/logger.ts';
import { MetricSources } from '../platform/observability/metrics/metric-sources.ts';
import type { MailReport, MailSender, ReportedMail } from './senders/mail-sender.ts';

/** DI token of the `MailSender`; null if no provider reports about our mail. */
export const MAIL_SENDER = 'MAIL_SENDER';

/** How long message ids are remembered … */
export const rememberedDays = 30;

/** … which is longer than messages are accepted, so that none is processed twice. Senders retry for a few days. */
const oldestMs = 14 * 24 * 3600_000;
/** Allows for clocks that differ. */
const newestMs = 3600_000;

type Outcome = 'suppressed' | 'repeated' | 'stale' | 'refused';

/** Processes delivery reports: addresses that mail does not reach, or whose readers do not want it, get no more. */
@Injectable()
export class MailReportsService implements OnModuleInit {
  private readonly counts: Record<Outcome, number> = { suppressed: 0, repeated: 0, stale: 0, refused: 0 };

  constructor(
    @Inject(MAIL_SENDER) private readonly sender: MailSender | null,
    private readonly prisma: PrismaService,
    private readonly suppressions: SuppressionList,
    private readonly metrics: MetricSources,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    const help = 'What senders of our mail told of it, since this process started';
    this.metrics.add({ name: 'pixelboxx_mail_reports', help, label: 'outcome', read: () => ({ ...this.counts }) });
  }

  /**
   * Processes each message at most once, however often it arrives.
   * @throws AppError NOT_FOUND if no sender is configured; FORBIDDEN if it is not signed; VALIDATION_ERROR,
   * MALFORMED_JSON, SERVICE_UNAVAILABLE
   */
  async take(request: SignedRequest): Promise<void> {
    if (!this.sender) throw new AppError('NOT_FOUND');
    const told = await this.read(this.sender, request);
    if (told.reports.length === 0) return;
    const age = this.clock.nowMs() - told.at.getTime();
    if (age > oldestMs || age < -newestMs) {
      this.counts.stale += 1;
      this.logger.warn({ event: 'mail.report.stale', at: told.at.toISOString() });
      return;
    }
    const isNew = await this.prisma.transact((tx) => this.note(tx, told));
    this.counts[isNew ? 'suppressed' : 'repeated'] += 1;
    if (isNew) this.logger.info({ event: 'mail.suppressed', reasons: told.reports.map(({ reason }) => reason) });
  }

  private async read(sender: MailSender, request: SignedRequest): Promise<ReportedMail> {
    try {
      return await sender.read(request);
    } catch (error) {
      this.counts.refused += 1;
      throw error;
    }
  }

  /** Of parallel requests with one id, one writes. @returns whether it was this one */
  private async note(tx: Prisma.TransactionClient, { id, at, reports }: ReportedMail): Promise<boolean> {
    const isFirst = await tx.$executeRaw`
      INSERT INTO mail_reports (id) VALUES (${sha256Hex(id)}) ON CONFLICT (id) DO NOTHING`;
    if (isFirst === 0) return false;
    for (const report of reports) await this.suppress(tx, report, at);
    return true;
  }

  private async suppress(tx: Prisma.TransactionClient, { address, reason }: MailReport, at: Date): Promise<void> {
    const user = await tx.user.findFirst({ where: { email: address, ...includingDeleted }, select: { id: true } });
    await this.suppressions.add(tx, { address, reason, userId: user?.id ?? null, at });
  }
}
