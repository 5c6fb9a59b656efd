import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import { personalTokensMax } from '@pixelboxx/shared';
import type { PersonalToken, Prisma, User } from '../../generated/prisma/client.ts';
import { sha256Hex } from '../../platform/crypto/digests.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { EventOutbox } from '../../platform/events/event-outbox.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { NoticesService, SecurityEventsService } from '../activity/index.ts';
import { newPersonalToken } from './token-format.ts';

export interface TokenRequest {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly lifetimeMs: number;
}

/** The session and the request that act. */
export interface TokenAct {
  readonly sessionId: string | null;
  readonly context: RequestContext;
}

/** Creates and revokes tokens, and notifies their user, also by mail, and other features. */
@Injectable()
export class TokenIssuer {
  constructor(
    private readonly prisma: PrismaService,
    private readonly securityEvents: SecurityEventsService,
    private readonly notices: NoticesService,
    private readonly events: EventOutbox,
    private readonly clock: Clock,
  ) {}

  /**
   * Runs in the transaction of the caller, who holds the account's lock and has read `user` since.
   * @returns the token itself, for the only time
   * @throws AppError TOKEN_LIMIT_REACHED.
   */
  async issue(
    tx: Prisma.TransactionClient,
    user: User,
    { name, scopes, lifetimeMs }: TokenRequest,
    { sessionId, context }: TokenAct,
  ): Promise<{ row: PersonalToken; token: string }> {
    const { id: userId, authGeneration } = user;
    const createdAt = this.clock.now();
    const expiresAt = new Date(createdAt.getTime() + lifetimeMs);
    const living = { userId, authGeneration, expiresAt: { gt: createdAt } };
    if ((await tx.personalToken.count({ where: living })) >= personalTokensMax)
      throw new AppError('TOKEN_LIMIT_REACHED', { details: { limit: personalTokensMax } });
    const token = newPersonalToken();
    const row = await tx.personalToken.create({
      data: { userId, name, token: sha256Hex(token), scopes: [...scopes], authGeneration, createdAt, expiresAt },
    });
    await this.securityEvents.record(tx, { type: 'TOKEN_CREATED', userId, sessionId, context });
    const data = { userId, tokenId: row.id };
    await this.events.publish(tx, { subject: 'token.created', aggregateId: userId, data });
    await this.notices.send(tx, user, 'TOKEN_CREATED', context);
    return { row, token };
  }

  /** @returns its digest, for `LiveTokens.forget`; null, with nothing written, if there is no such token */
  end(where: Prisma.PersonalTokenWhereUniqueInput, { sessionId, context }: TokenAct): Promise<string | null> {
    return this.prisma.$transaction(async (tx) => {
      const found = await tx.personalToken.findUnique({ where });
      // If several callers revoke it at once, the one that removes the row records it.
      if (!found || (await tx.personalToken.deleteMany({ where: { id: found.id } })).count === 0) return null;
      const { id: tokenId, userId, token } = found;
      await this.securityEvents.record(tx, { type: 'TOKEN_REVOKED', userId, sessionId, context });
      await this.events.publish(tx, { subject: 'token.revoked', aggregateId: userId, data: { userId, tokenId } });
      return token;
    });
  }
}
