import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import type { Identity, Prisma, User } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { lockAccount, lockPrincipal } from '../../users/index.ts';
import type { ClientState } from '../cookies/index.ts';
import { SignInService } from '../known-devices/index.ts';
import { hasEnabledCodes, LoginChallengesService, type LoginOutcome, MfaService } from '../mfa/index.ts';
import { ReauthenticationService } from '../reauthentication/index.ts';
import type { Beginner } from './authorizations.store.ts';
import type { ProvenIdentity } from './providers/provider.ts';

/** Uses identities to sign in and to reauthenticate. Either way, an identity replaces a password. */
@Injectable()
export class IdentitySignInService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly factors: MfaService,
    private readonly challenges: LoginChallengesService,
    private readonly signIns: SignInService,
    private readonly reauthentications: ReauthenticationService,
    private readonly clock: Clock,
  ) {}

  /** Returns null if the identity is not linked to an account. */
  async accountOf({ issuer, subject }: ProvenIdentity): Promise<Identity | null> {
    return this.prisma.identity.findUnique({ where: { issuer_subject: { issuer, subject } } });
  }

  /** @throws AppError IDENTITY_REJECTED for users who cannot sign in. */
  async signIn(
    identity: Identity,
    proven: ProvenIdentity,
    client: ClientState,
    context: RequestContext,
  ): Promise<LoginOutcome> {
    const { userId, provider } = identity;
    const methods = await this.factors.requiredAfterPassword(userId);
    if (methods.length > 0) {
      const user = await this.prisma.$transaction((tx) => this.lockUser(tx, identity, proven));
      return { kind: 'challenged', methods, cookies: [await this.challenges.issue(user, context, { provider })] };
    }
    const opened = await this.prisma.$transaction(async (tx) => {
      const user = await this.lockUser(tx, identity, proven);
      // Enabled since: this proof alone is no longer enough.
      if (await hasEnabledCodes(tx, userId)) throw new AppError('CHALLENGE_INVALID');
      const deviceId = this.signIns.deviceIdOf(client, user);
      return this.signIns.open(tx, user, { by: 'IDENTITY', provider, deviceId, context, hasMfa: false });
    });
    return { kind: 'signed-in', ...(await this.signIns.complete(opened, client, context)) };
  }

  /**
   * @throws AppError IDENTITY_REJECTED for an identity of another user or one that is not linked; UNAUTHENTICATED,
   * STEP_UP_REQUIRED.
   */
  async reauthenticate({ userId, sessionId }: Beginner, proven: ProvenIdentity): Promise<void> {
    const identity = await this.accountOf(proven);
    if (identity?.userId !== userId) throw new AppError('IDENTITY_REJECTED');
    const methods = await this.factors.forReauthentication(userId);
    if (!methods.includes('IDENTITY')) throw new AppError('STEP_UP_REQUIRED', { details: { methods } });
    const beginner = { sessionId, user: { id: userId } };
    const result = await this.prisma.$transaction(async (tx) => {
      await lockPrincipal(tx, beginner);
      await this.noteUse(tx, identity, proven);
      return this.reauthentications.markWithoutMfa(tx, beginner);
    });
    if (!result) throw await this.reauthentications.required(userId);
  }

  private async lockUser(tx: Prisma.TransactionClient, identity: Identity, proven: ProvenIdentity): Promise<User> {
    const user = await lockAccount(tx, identity.userId);
    // After a reported theft, identities are not trusted until the owner has chosen a password.
    if (!user || user.suspendedAt || user.recoveringSince) throw new AppError('IDENTITY_REJECTED');
    await this.noteUse(tx, identity, proven);
    return user;
  }

  /** Also updates the location of their image. @throws AppError IDENTITY_REJECTED if it was unlinked meanwhile. */
  private async noteUse(tx: Prisma.TransactionClient, { id }: Identity, { imageUrl }: ProvenIdentity): Promise<void> {
    const data = { lastUsedAt: this.clock.now(), imageUrl };
    const { count } = await tx.identity.updateMany({ where: { id }, data });
    if (count !== 1) throw new AppError('IDENTITY_REJECTED');
  }
}
