import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import type { IdentityList } from '@pixelboxx/shared';
import type { Identity, Prisma } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { isUniqueViolation } from '../../platform/database/unique-violation.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { Principal, RequestContext } from '../../platform/http/security/principal.ts';
import { lockPrincipal } from '../../users/index.ts';
import { NoticesService, SecurityEventsService } from '../activity/index.ts';
import { CredentialsService, hasPassword, SignInMethods } from '../passwords/index.ts';
import type { Beginner } from './authorizations.store.ts';
import type { ProvenIdentity } from './providers/provider.ts';
import { ProvidersService } from './providers/providers.service.ts';

const identitiesMax = 10;

/** Lists, links and unlinks a user's accounts at providers. */
@Injectable()
export class IdentityLinkingService implements OnModuleInit {
  constructor(
    private readonly prisma: PrismaService,
    private readonly providers: ProvidersService,
    private readonly credentials: CredentialsService,
    private readonly methods: SignInMethods,
    private readonly notices: NoticesService,
    private readonly securityEvents: SecurityEventsService,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.credentials.register({
      factor: 'first',
      removeEnrolledSince: async (tx, userId, since) => {
        await tx.identity.deleteMany({ where: { userId, linkedAt: { gte: since } } });
      },
    });
  }

  async list(userId: string): Promise<IdentityList> {
    const user = await this.prisma.user.findUnique({
      where: { id: userId },
      select: { passwordHash: true, identities: { orderBy: { id: 'asc' } } },
    });
    if (!user) throw new AppError('UNAUTHENTICATED');
    return { items: user.identities.map((row) => this.viewOf(row)), hasPassword: hasPassword(user) };
  }

  /**
   * One identity belongs to one account, enforced by the database.
   * @throws AppError UNAUTHENTICATED when the session has ended since; IDENTITY_TAKEN; IDENTITY_REJECTED when the user
   * has the maximum number.
   */
  async link(beginner: Beginner, provider: string, proven: ProvenIdentity, context: RequestContext): Promise<void> {
    const { userId, sessionId } = beginner;
    await this.prisma.$transaction(async (tx) => {
      const user = await lockPrincipal(tx, { sessionId, user: { id: userId } });
      assertRoom(await tx.identity.count({ where: { userId } }));
      const { issuer, subject, email, imageUrl } = proven;
      await insert(tx, { userId, provider, issuer, subject, email, imageUrl, linkedAt: this.clock.now() });
      await this.securityEvents.record(tx, { type: 'IDENTITY_LINKED', userId, sessionId, context, provider });
      await this.notices.send(tx, user, 'SIGN_IN_METHOD_ADDED', context);
    });
  }

  /** @throws AppError NOT_FOUND, also for another user's identity; LAST_SIGN_IN_METHOD. */
  async unlink(principal: Principal, id: string, context: RequestContext): Promise<void> {
    const { sessionId } = principal;
    await this.prisma.$transaction(async (tx) => {
      const user = await lockPrincipal(tx, principal);
      const userId = user.id;
      const identity = await tx.identity.findFirst({ where: { id, userId } });
      if (!identity) throw new AppError('NOT_FOUND');
      await tx.identity.delete({ where: { id } });
      await this.methods.assertLeft(tx, user);
      const { provider } = identity;
      await this.securityEvents.record(tx, { type: 'IDENTITY_UNLINKED', userId, sessionId, context, provider });
      await this.notices.send(tx, user, 'SIGN_IN_METHOD_REMOVED', context);
    });
  }

  private viewOf({ id, provider, email, imageUrl, linkedAt, lastUsedAt }: Identity): IdentityList['items'][number] {
    return {
      id,
      provider: this.providers.describe(provider),
      email,
      hasImage: this.providers.imageAt(provider, imageUrl) !== null,
      linkedAt: linkedAt.toISOString(),
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
    };
  }
}

/** @throws AppError IDENTITY_REJECTED. */
export function assertRoom(count: number): void {
  if (count < identitiesMax) return;
  const message = `You have linked ${identitiesMax} accounts, which is as many as there may be. Unlink one first.`;
  throw new AppError('IDENTITY_REJECTED', { message, details: { limit: identitiesMax } });
}

async function insert(tx: Prisma.TransactionClient, data: Prisma.IdentityUncheckedCreateInput): Promise<void> {
  try {
    await tx.identity.create({ data });
  } catch (error) {
    throw isUniqueViolation(error) ? new AppError('IDENTITY_TAKEN', { cause: error }) : error;
  }
}
