import { Injectable } from '@nestjs/common';
import {
  type AdminSecurityEventPage,
  ownStaffActs,
  type SecurityEventsQuery,
  type SecurityEventType,
  securityEventTypes,
} from '@pixelboxx/shared';
import { z } from 'zod';
import { Prisma } from '../../generated/prisma/client.ts';
import { afterCommit } from '../../platform/database/after-commit.ts';
import type { Part } from '../../platform/one-statement.ts';
import { latestFirst, paginate } from '../../platform/database/pagination.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { uuidv7 } from '../../platform/identifiers.ts';
import { InjectLogger, type Logger } from '../../platform/observability/logger.ts';
import { MetricSources } from '../../platform/observability/metrics/metric-sources.ts';

export type { SecurityEventType };

export interface NewSecurityEvent {
  readonly type: SecurityEventType;
  readonly userId: string;
  readonly sessionId: string | null;
  readonly context: RequestContext;
  /** Who did it, where that was not the account's owner. */
  readonly actorId?: string;
  /** By or at which identity provider. */
  readonly provider?: string;
  /** What it was done to, for the trail of staff: ids alone, as all that stands there. */
  readonly detail?: AuditDetail;
}

const AuditDetail = z.record(z.string(), z.string()).readonly();
export type AuditDetail = z.infer<typeof AuditDetail>;

/** What followed by itself from something that somebody else did. */
export interface AutomaticAct {
  readonly type: SecurityEventType;
  /** Whose account it followed from. */
  readonly accountId: string;
  readonly detail: AuditDetail;
}

/** Of somebody who may do without an entry in the trail of staff. */
export interface OwnSecurityEvent extends Omit<NewSecurityEvent, 'type' | 'actorId' | 'detail'> {
  readonly type:
    | 'ACCOUNT_CREATED'
    | 'PASSKEY_ADDED'
    | 'SIGNED_IN'
    | 'PASSKEY_SIGNED_IN'
    | 'EMAIL_CODE_SIGNED_IN'
    | 'IDENTITY_SIGNED_IN';
}

type Records = Pick<Prisma.TransactionClient, 'securityEvent' | 'auditEntry'>;

/** What happened on an account: a row its owner can read, and a log line for the operator. */
@Injectable()
export class SecurityEventsService {
  private readonly count: (type: SecurityEventType) => void;

  constructor(
    private readonly prisma: PrismaService,
    @InjectLogger() private readonly logger: Logger,
    metrics: MetricSources,
  ) {
    const kinds = Object.keys(securityEventTypes) as SecurityEventType[];
    const help = 'What happened on accounts, by the types of the record that owners see';
    this.count = metrics.count({ name: 'pixelboxx_security_events_total', help, label: 'type', kinds });
  }

  /** An act of those who look after the platform is in their trail, too, which outlives the account. */
  async record(tx: Records, event: NewSecurityEvent): Promise<void> {
    const { type, userId, sessionId, context, actorId = null, provider = null, detail } = event;
    const id = uuidv7();
    // The owner may read where things came from, but not where those live who look after the platform.
    const { ipAddress, userAgent, requestId } = context;
    const from =
      actorId === null ? { ipAddress, userAgent, requestId } : { ipAddress: null, userAgent: null, requestId };
    await tx.securityEvent.create({ data: { id, type, userId, sessionId, actorId, provider, ...from } });
    const isOwnAct = ownStaffActs.has(type);
    if (actorId !== null || isOwnAct) {
      const who = isOwnAct ? { actorId: userId } : { actorId, accountId: userId };
      await tx.auditEntry.create({
        data: { id, type, ...who, requestId: context.requestId, ...(detail && { detail }) },
      });
    }
    this.write(event);
    afterCommit(tx, () => this.count(type));
  }

  /** In the trail of staff alone. */
  async recordAutomatic(tx: Pick<Records, 'auditEntry'>, act: AutomaticAct): Promise<void> {
    await tx.auditEntry.create({ data: { id: uuidv7(), ...act } });
    this.logger.warn({ event: 'audit.automatic', ...act });
  }

  /**
   * What an account did as staff, by the trail.
   * @returns of each act of these types, what it was done to; the oldest first
   */
  async actsOf(
    tx: Pick<Records, 'auditEntry'>,
    { actorId, types, since }: { actorId: string; types: readonly SecurityEventType[]; since: Date },
  ): Promise<AuditDetail[]> {
    const where = { actorId, type: { in: [...types] }, createdAt: { gte: since } };
    const rows = await tx.auditEntry.findMany({ where, orderBy: { id: 'asc' }, select: { detail: true } });
    return rows.flatMap(({ detail }) => {
      const { data } = AuditDetail.safeParse(detail);
      return data ? [data] : [];
    });
  }

  /** The same, of what owners do themselves, as a part of the statement that it is about; nothing, unless `when` holds. */
  part(event: OwnSecurityEvent, when = Prisma.sql`TRUE`): Part {
    const { type, userId, sessionId, context, provider = null } = event;
    const { ipAddress, userAgent, requestId } = context;
    const sql = Prisma.sql`INSERT INTO security_events (id, type, user_id, session_id, ip_address, user_agent, request_id, provider)
      SELECT ${uuidv7()}::uuid, ${type}, ${userId}::uuid, ${sessionId}::uuid, ${ipAddress}, ${userAgent}, ${requestId}, ${provider}
       WHERE ${when}`;
    const onWritten = (): void => {
      this.write(event);
      this.count(type);
    };
    return { sql, onWritten };
  }

  private write({ type, userId, sessionId, context, actorId, provider }: NewSecurityEvent): void {
    const { ipAddress: ip, requestId } = context;
    this.logger.info({
      event: 'security',
      type,
      userId,
      sessionId,
      ...(actorId !== undefined && { actorId }),
      ...(provider !== undefined && { provider }),
      ip,
      requestId,
    });
  }

  /** The latest first; who acted is for administrators only. @throws AppError VALIDATION_ERROR for a cursor that is none. */
  async list(userId: string, page: SecurityEventsQuery): Promise<AdminSecurityEventPage> {
    const { rows, nextCursor } = await paginate(page, latestFirst, ({ after, ...query }) =>
      this.prisma.securityEvent.findMany({ where: { userId, ...after }, ...query }),
    );
    return { items: rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() })), nextCursor };
  }
}
