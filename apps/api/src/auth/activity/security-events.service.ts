import { Injectable } from '@nestjs/common';
import {
  type AdminSecurityEventPage,
  declaredSecurityEvents,
  ownStaffActs,
  type SecurityEventsQuery,
  type SecurityEventType,
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
  /** The user who did it, if not the account's owner. */
  readonly actorId?: string;
  /** The identity provider involved. */
  readonly provider?: string;
  /** The object of a staff action, for the audit trail: ids only, like everything in it. */
  readonly detail?: AuditDetail;
}

const AuditDetail = z.record(z.string(), z.string()).readonly();
export type AuditDetail = z.infer<typeof AuditDetail>;

/** An automatic consequence of another user's action. */
export interface AutomaticAct {
  readonly type: SecurityEventType;
  /** The account whose action caused it. */
  readonly accountId: string;
  readonly detail: AuditDetail;
}

/** An event that may be recorded without an audit entry. */
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

/** Security events of an account: a row that its owner can read, and a log line for the operator. */
@Injectable()
export class SecurityEventsService {
  private readonly count: (type: SecurityEventType) => void;

  constructor(
    private readonly prisma: PrismaService,
    @InjectLogger() private readonly logger: Logger,
    metrics: MetricSources,
  ) {
    const kinds = [...declaredSecurityEvents().keys()] as SecurityEventType[];
    const help = 'What happened on accounts, by the types of the record that owners see';
    this.count = metrics.count({ name: 'pixelboxx_security_events_total', help, label: 'type', kinds });
  }

  /** Actions of staff are also recorded in the audit trail, which outlives the account. */
  async record(tx: Records, event: NewSecurityEvent): Promise<void> {
    const { type, userId, sessionId, context, actorId = null, provider = null, detail } = event;
    const id = uuidv7();
    // The owner can see where their own requests came from, but not where staff are.
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

  /** Recorded in the audit trail only. */
  async recordAutomatic(tx: Pick<Records, 'auditEntry'>, act: AutomaticAct): Promise<void> {
    await tx.auditEntry.create({ data: { id: uuidv7(), ...act } });
    this.logger.warn({ event: 'audit.automatic', ...act });
  }

  /**
   * The actions of an account as staff, from the audit trail.
   * @returns the object of each action of these types, the oldest first
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

  /**
   * The same for the owner's own actions, as part of the statement that makes the change; nothing is written unless
   * `when` holds.
   */
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

  /** The latest first; the actor is for administrators only. @throws AppError VALIDATION_ERROR for an invalid cursor. */
  async list(userId: string, page: SecurityEventsQuery): Promise<AdminSecurityEventPage> {
    const { rows, nextCursor } = await paginate(page, latestFirst, ({ after, ...query }) =>
      this.prisma.securityEvent.findMany({ where: { userId, ...after }, ...query }),
    );
    return { items: rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() })), nextCursor };
  }
}
