import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import { randomBytes } from 'node:crypto';
import type { Prisma, User } from '../../generated/prisma/client.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { AccountLinksService } from '../emails/index.ts';
import { SessionsService } from '../sessions/index.ts';
import { type noPassword, PasswordHasher } from './password-hasher.service.ts';
import { SecurityEventsService } from '../activity/index.ts';

/** A real hash that no password has: signing in against it costs the usual time and never succeeds. */
export type RetiredPassword = string & { readonly retired: unique symbol };

/** A way in beside the password, such as passkeys. */
export interface FurtherCredentials {
  /** `first`: takes the place of the password alone, as the word of a provider does. */
  readonly factor: 'first' | 'second';
  /** Removes those of the user that were enrolled at this moment or later. */
  removeEnrolledSince(tx: Prisma.TransactionClient, userId: string, since: Date): Promise<void>;
}

/** All that an account ever had: whoever enrolled it was not its owner. */
export const ever = new Date(0);

/** Takes away every way into an account but the mailbox. */
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

  /** In `onModuleInit`. */
  register(credentials: FurtherCredentials): void {
    this.further.push(credentials);
  }

  /** Made before the transaction, since hashing is slow. @throws AppError OVERLOADED. */
  async retiredPassword(): Promise<RetiredPassword> {
    return (await this.hasher.hash(randomBytes(32).toString('base64url'))) as RetiredPassword;
  }

  /**
   * Ends all sessions, also one whose refresh is under way, retires the password, forgets the devices and voids every link of
   * the mailbox that `user` has and of later ones. Factors are left alone.
   * The caller holds the account's lock, and invalidates its snapshot after the commit.
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

  /** What stands in the password's place, or beside it, whenever it was enrolled. */
  async removeAll(tx: Prisma.TransactionClient, userId: string, factor: FurtherCredentials['factor']): Promise<void> {
    const concerned = this.further.filter((credentials) => credentials.factor === factor);
    for (const credentials of concerned) await credentials.removeEnrolledSince(tx, userId, ever);
  }

  /** Links that are out may have been asked for by whoever is being locked out now. */
  async voidLinks(tx: Prisma.TransactionClient, userId: string): Promise<void> {
    await tx.emailVerification.deleteMany({ where: { userId } });
    await tx.passwordReset.deleteMany({ where: { userId } });
    await tx.passkeyChallenge.deleteMany({ where: { userId } });
    await tx.signInCode.deleteMany({ where: { userId } });
    await tx.pendingAuthorization.deleteMany({ where: { userId } });
  }
}
