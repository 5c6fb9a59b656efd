import { Injectable } from '@nestjs/common';
import type { Prisma } from '../generated/prisma/client.ts';
import type { Origin } from '../platform/http/caller.ts';
import { InjectLogger, type Logger } from '../platform/observability/logger.ts';

export type SecurityEventType =
  | 'ACCOUNT_CREATED'
  | 'SIGNED_IN'
  | 'SIGNED_OUT'
  | 'SESSION_REVOKED'
  | 'OTHER_SESSIONS_REVOKED'
  | 'REFRESH_TOKEN_REUSED';

export interface NewSecurityEvent {
  readonly type: SecurityEventType;
  readonly userId: string;
  readonly sessionId: string | null;
  readonly origin: Origin;
}

/** What happened on an account: a row its owner can read, and a log line for the operator. */
@Injectable()
export class SecurityEventsService {
  constructor(@InjectLogger() private readonly logger: Logger) {}

  async record(tx: Pick<Prisma.TransactionClient, 'securityEvent'>, event: NewSecurityEvent): Promise<void> {
    const { type, userId, sessionId, origin } = event;
    await tx.securityEvent.create({ data: { type, userId, sessionId, ...origin } });
    this.logger.info({ event: 'security', type, userId, sessionId, ip: origin.ipAddress, requestId: origin.requestId });
  }
}
