import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import {
  type CreatePersonalTokenRequest,
  declaredScopes,
  type NewPersonalToken,
  type PersonalTokenList,
  personalTokensMax,
} from '@pixelboxx/shared';
import { sha256Hex } from '../../platform/crypto/digests.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Principal, RequestContext } from '../../platform/http/security/principal.ts';
import { lockPrincipal, type PersonalArchive, PersonalDataService, UserSnapshotsService } from '../../users/index.ts';
import { LiveTokens } from './live-tokens.service.ts';
import { isWellFormed } from './token-format.ts';
import { TokenIssuer } from './token-issuer.service.ts';
import { viewOf } from './token-view.ts';

const dayMs = 86_400_000;

/** Lists, creates, revokes and exports a user's personal access tokens. */
@Injectable()
export class PersonalTokensService implements OnModuleInit {
  constructor(
    private readonly prisma: PrismaService,
    private readonly snapshots: UserSnapshotsService,
    private readonly issuer: TokenIssuer,
    private readonly live: LiveTokens,
    private readonly personalData: PersonalDataService,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.personalData.register({ exportTo: (archive, userId) => this.exportTo(archive, userId) });
  }

  /** Valid tokens, the newest first. */
  async list({ user }: Principal): Promise<PersonalTokenList> {
    const { authGeneration } = (await this.snapshots.get(user.id)) ?? { authGeneration: -1 };
    const rows = await this.prisma.personalToken.findMany({
      where: { userId: user.id, authGeneration, expiresAt: { gt: this.clock.now() } },
      orderBy: { id: 'desc' },
      take: personalTokensMax,
    });
    const scopes = [...declaredScopes()].map(([name, description]) => ({ name, description }));
    return { items: rows.map(viewOf), scopes };
  }

  /** @throws AppError TOKEN_LIMIT_REACHED. */
  async create(
    principal: Principal,
    { name, scopes, expiresInDays }: CreatePersonalTokenRequest,
    context: RequestContext,
  ): Promise<NewPersonalToken> {
    const { row, token } = await this.prisma.$transaction(async (tx) => {
      const user = await lockPrincipal(tx, principal);
      return this.issuer.issue(
        tx,
        user,
        { name, scopes, lifetimeMs: expiresInDays * dayMs },
        { sessionId: principal.sessionId, context },
      );
    });
    return { ...viewOf(row), token };
  }

  /** @throws AppError NOT_FOUND, also for another user's token. */
  async revoke({ user, sessionId }: Principal, id: string, context: RequestContext): Promise<void> {
    const digest = await this.issuer.end({ id, userId: user.id }, { sessionId, context });
    if (digest === null) throw new AppError('NOT_FOUND');
    await this.live.forget(digest);
  }

  /** Does nothing for an invalid token. */
  async revokePresented(token: string, context: RequestContext): Promise<void> {
    if (!isWellFormed(token)) return;
    const digest = sha256Hex(token);
    await this.issuer.end({ token: digest }, { sessionId: null, context });
    await this.live.forget(digest);
  }

  private async exportTo(archive: PersonalArchive, userId: string): Promise<void> {
    const tokens = await this.prisma.personalToken.findMany({
      where: { userId },
      omit: { userId: true, token: true, authGeneration: true },
      orderBy: { id: 'asc' },
    });
    archive.addDocument('personal-tokens', tokens, ['PersonalToken']);
  }
}
