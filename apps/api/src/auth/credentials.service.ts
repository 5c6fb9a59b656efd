import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import type { Prisma } from '../generated/prisma/client.ts';
import type { Origin } from '../platform/http/caller.ts';
import { PasswordHasher } from './password-hasher.service.ts';
import { SecurityEventsService } from './security-events.service.ts';

/** A real hash that no password has: signing in against it costs the usual time and never succeeds. */
export type RetiredPassword = string & { readonly retired: unique symbol };

/** A way in beside the password, such as passkeys. */
export interface FurtherCredentials {
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
    private readonly securityEvents: SecurityEventsService,
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
   * Ends all sessions, also one whose refresh is under way, retires the password, voids every link that is out, and
   * removes what else was enrolled since the account may have been in other hands. What the owner had enrolled before
   * stays: a mailbox alone must not take a second factor off an account.
   * The caller holds the account's lock, and invalidates its snapshot after the commit.
   */
  async retire(
    tx: Prisma.TransactionClient,
    userId: string,
    { passwordHash, enrolledSince, origin }: { passwordHash: RetiredPassword; enrolledSince: Date; origin: Origin },
  ): Promise<void> {
    await tx.user.update({ where: { id: userId }, data: { passwordHash, authGeneration: { increment: 1 } } });
    await this.voidLinks(tx, userId);
    await this.removeFurther(tx, userId, enrolledSince);
    await this.securityEvents.record(tx, { type: 'PASSWORD_REVOKED', userId, sessionId: null, origin });
  }

  async removeFurther(tx: Prisma.TransactionClient, userId: string, since: Date): Promise<void> {
    for (const credentials of this.further) await credentials.removeEnrolledSince(tx, userId, since);
  }

  /** Links that are out may have been asked for by whoever is being locked out now. */
  async voidLinks(tx: Prisma.TransactionClient, userId: string): Promise<void> {
    await tx.emailVerification.deleteMany({ where: { userId } });
    await tx.passwordReset.deleteMany({ where: { userId } });
  }
}
