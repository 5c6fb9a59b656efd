import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import type { Prisma } from '../generated/prisma/client.ts';
import type { Origin } from '../platform/http/caller.ts';
import { PasswordHasher } from './password-hasher.service.ts';
import { SecurityEventsService } from './security-events.service.ts';

/** A real hash that no password has: signing in against it costs the usual time and never succeeds. */
export type RetiredPassword = string & { readonly retired: unique symbol };

/** Takes away every way into an account but the mailbox. */
@Injectable()
export class CredentialsService {
  constructor(
    private readonly hasher: PasswordHasher,
    private readonly securityEvents: SecurityEventsService,
  ) {}

  /** Made before the transaction, since hashing is slow. @throws AppError OVERLOADED. */
  async retiredPassword(): Promise<RetiredPassword> {
    return (await this.hasher.hash(randomBytes(32).toString('base64url'))) as RetiredPassword;
  }

  /**
   * Ends all sessions, also one whose refresh is under way, retires the password and voids every link that is out.
   * The caller holds the account's lock, and invalidates its snapshot after the commit.
   */
  async retire(
    tx: Prisma.TransactionClient,
    userId: string,
    passwordHash: RetiredPassword,
    origin: Origin,
  ): Promise<void> {
    await tx.user.update({ where: { id: userId }, data: { passwordHash, authGeneration: { increment: 1 } } });
    await this.voidLinks(tx, userId);
    await this.securityEvents.record(tx, { type: 'PASSWORD_REVOKED', userId, sessionId: null, origin });
  }

  /** Links that are out may have been asked for by whoever is being locked out now. */
  async voidLinks(tx: Prisma.TransactionClient, userId: string): Promise<void> {
    await tx.emailVerification.deleteMany({ where: { userId } });
    await tx.passwordReset.deleteMany({ where: { userId } });
  }
}
