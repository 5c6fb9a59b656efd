import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import { randomBytes } from 'node:crypto';
import type { Prisma, User } from '../../generated/prisma/client.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { AccountLinksService } from '../emails/index.ts';
import { SessionsService } from '../sessions/index.ts';
import { type noPassword, PasswordHasher } from './password-hasher.service.ts';
import { SecurityEventsService } from '../activity/index.ts';

/** A valid hash that no password has: signing in against it takes the usual time and never succeeds. */
export type RetiredPassword = string & { readonly retired: unique symbol };

/** Another kind of credential besides the password, such as passkeys. */
export interface FurtherCredentials {
  /** `first`: replaces the password alone, as an identity provider's assertion does. */
  readonly factor: 'first' | 'second';
  /** Removes the user's credentials that were enrolled at this time or later. */
  removeEnrolledSince(tx: Prisma.TransactionClient, userId: string, since: Date): Promise<void>;
}

/** For removing every credential the account ever had: they were not enrolled by its owner. */
export const ever = new Date(0);

/** Removes every way into an account except the mailbox. */
@Injectable()
export class CredentialsService {
  private readonly further: FurtherCredentials[] = [];

  constructor(
    private readonly hasher: PasswordHasher,
    private readonly links: AccountLinksService,
    private readonly sessions: SessionsService,
    private readonly securityEvents: SecurityEventsService,
    private readonly clock: Clock,
  ) {}

  /** Call it in `onModuleInit`. */
  register(credentials: FurtherCredentials): void {
    this.further.push(credentials);
  }

  /** Call it before the transaction, since hashing is slow. @throws AppError OVERLOADED. */
  async retiredPassword(): Promise<RetiredPassword> {
    return (await this.hasher.hash(randomBytes(32).toString('base64url'))) as RetiredPassword;
  }

  /**
   * Ends all sessions, even one whose refresh is in progress, retires the password, forgets the devices and voids every
   * link sent to the current mailbox of `user` and to later ones. Factors are not changed. The caller holds the
   * account's lock, and invalidates its snapshot after the commit.
   */
  async retire(
    tx: Prisma.TransactionClient,
    user: Pick<User, 'id' | 'emailClaim'>,
    { passwordHash, context }: { passwordHash: RetiredPassword | typeof noPassword; context: RequestContext },
  ): Promise<void> {
    const userId = user.id;
    await this.sessions.endAll(tx, userId, { passwordHash, devicesForgottenAt: this.clock.now() });
    await this.voidLinks(tx, userId);
    await this.links.voidFrom(tx, userId, user.emailClaim);
    await this.securityEvents.record(tx, { type: 'PASSWORD_REVOKED', userId, sessionId: null, context });
  }

  async removeFurther(tx: Prisma.TransactionClient, userId: string, since: Date): Promise<void> {
    for (const credentials of this.further) await credentials.removeEnrolledSince(tx, userId, since);
  }

  /** Removes all credentials of this kind, whenever they were enrolled. */
  async removeAll(tx: Prisma.TransactionClient, userId: string, factor: FurtherCredentials['factor']): Promise<void> {
    const concerned = this.further.filter((credentials) => credentials.factor === factor);
    for (const credentials of concerned) await credentials.removeEnrolledSince(tx, userId, ever);
  }

  /** The person who is being locked out may have requested the links that are still open. */
  async voidLinks(tx: Prisma.TransactionClient, userId: string): Promise<void> {
    await tx.emailVerification.deleteMany({ where: { userId } });
    await tx.passwordReset.deleteMany({ where: { userId } });
    await tx.passkeyChallenge.deleteMany({ where: { userId } });
    await tx.signInCode.deleteMany({ where: { userId } });
    await tx.pendingAuthorization.deleteMany({ where: { userId } });
  }
}
