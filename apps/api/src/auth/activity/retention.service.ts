import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { deleteInBatches, type OutdatedRows } from '../../platform/database/delete-in-batches.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { defineJob } from '../../platform/jobs/job-definition.ts';
import { JobQueue } from '../../platform/jobs/job-queue.ts';
import { InjectLogger, type Logger } from '../../platform/observability/logger.ts';

const removeOutdated = defineJob({
  name: 'auth.remove-outdated',
  schema: z.strictObject({}),
  timeoutSeconds: 600,
});

const before = 'now() - make_interval(days => $1)';
const expired = `expires_at < ${before}`;
/** Condition for sessions: only the day is indexed. */
const ended = `(ends_on <= (${before})::date OR ends_on IS NULL) AND ${expired}`;

/** The rules for deleting rows of accounts; the table in docs/operations.md lists the same. */
export function outdatedRows({
  sessionDays,
  mailLinkDays,
  securityEventDays,
  auditDays,
}: Config['retention']): OutdatedRows[] {
  return [
    // No session outlives its absolute end (a table constraint). The row of an ended session decides nothing: its
    // tokens are invalid with or without it.
    // Two rules, since each has an index of its own: with one condition PostgreSQL reads the whole table.
    { table: 'sessions', key: 'id', condition: ended, days: sessionDays },
    { table: 'sessions', key: 'id', condition: `revoked_at < ${before}`, days: sessionDays },
    // By expiry alone: a revoked token's row is gone, and a token that ended with all sessions decides nothing.
    { table: 'personal_tokens', key: 'id', condition: expired, days: sessionDays },
    { table: 'email_verifications', key: 'id', condition: expired, days: mailLinkDays },
    { table: 'password_resets', key: 'id', condition: expired, days: mailLinkDays },
    // By expiry, not by use: a used link can still be asked about while it could be clicked again.
    { table: 'account_links', key: 'id', condition: expired, days: mailLinkDays },
    { table: 'security_events', key: 'id', condition: `created_at < ${before}`, days: securityEventDays },
    { table: 'audit_entries', key: 'id', condition: `created_at < ${before}`, days: auditDays },
    { table: 'totp_factors', key: 'user_id', condition: `enabled_at IS NULL AND created_at < ${before}`, days: 1 },
  ];
}

/** Deletes rows of accounts that are no longer needed, once an hour on one of the replicas. */
@Injectable()
export class RetentionService implements OnModuleInit {
  private readonly rules: readonly OutdatedRows[];

  constructor(
    private readonly prisma: PrismaService,
    private readonly jobs: JobQueue,
    @InjectConfig() config: Config,
    @InjectLogger() private readonly logger: Logger,
  ) {
    this.rules = outdatedRows(config.retention);
  }

  onModuleInit(): void {
    this.jobs.handle(removeOutdated, (_data, { signal }) => this.remove({ signal }));
    this.jobs.schedule(removeOutdated, '27 * * * *');
  }

  async remove(options: { batchSize?: number; signal?: AbortSignal } = {}): Promise<void> {
    const deleted: Record<string, number> = {};
    for (const rule of this.rules) {
      const count = await deleteInBatches(this.prisma.pool, rule, options);
      deleted[rule.table] = (deleted[rule.table] ?? 0) + count;
    }
    this.logger.info({ event: 'retention.removed', deleted });
  }
}
