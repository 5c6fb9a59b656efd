import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import type { AuditExportRequest, AuditFormat } from '@pixelboxx/shared';
import { type AdminContext, requireAdministrator } from '../../account/index.ts';
import { SecurityEventsService } from '../../auth/activity/index.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import type { Download } from '../../platform/http/download/download.interceptor.ts';
import { writeAuditFile } from './audit-file.ts';
import { readAuditRecords } from './audit-records.ts';

const contentTypes: Record<AuditFormat, string> = { ndjson: 'application/x-ndjson', csv: 'text/csv; charset=utf-8' };

/** Exports the audit trail and records that: once before the first byte, and with the digest after the last. */
@Injectable()
export class AuditExportService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly securityEvents: SecurityEventsService,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError FORBIDDEN for an administrator demoted a moment ago */
  async export({ from, to, format }: AuditExportRequest, act: AdminContext): Promise<Download> {
    // Later entries belong in the next export; otherwise two exports of one range would differ.
    const range = { from: new Date(from), to: new Date(Math.min(new Date(to).getTime(), this.clock.nowMs())) };
    const { actor, context } = act;
    await this.prisma.transact(async (tx) => {
      await requireAdministrator(tx, act);
      const event = { type: 'AUDIT_EXPORTED', userId: actor.user.id, sessionId: actor.sessionId, context } as const;
      await this.securityEvents.record(tx, event);
    });
    const pages = readAuditRecords(this.prisma.pool, range);
    const content = writeAuditFile(format, range, pages, async (digest) => {
      const detail = { format, from: range.from.toISOString(), to: range.to.toISOString(), ...digest };
      const data = { type: 'AUDIT_EXPORT_COMPLETED', actorId: actor.user.id, requestId: context.requestId, detail };
      await this.prisma.auditEntry.create({ data });
    });
    const name = [range.from, range.to].map((moment) => moment.toISOString().slice(0, 10)).join('-to-');
    return { contentType: contentTypes[format], filename: `pixelboxx-audit-${name}.${format}`, content };
  }
}
