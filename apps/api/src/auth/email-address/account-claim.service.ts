import { Injectable } from '@nestjs/common';
import type { Prisma, User } from '../../generated/prisma/client.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { CredentialsService, ever, noPassword, PasswordResetLinks, type RetiredPassword } from '../passwords/index.ts';

/**
 * Hands a new account over to the mailbox that has proven its address without a signed-in session: until then, anybody
 * may have owned the account. docs/adr/0011-who-owns-an-unverified-account.md
 */
@Injectable()
export class AccountClaimService {
  constructor(
    private readonly credentials: CredentialsService,
    private readonly resetLinks: PasswordResetLinks,
  ) {}

  /** Call it before the transaction, since hashing is slow. @throws AppError OVERLOADED. */
  retiredPassword(): Promise<RetiredPassword> {
    return this.credentials.retiredPassword();
  }

  /** Removes every way to sign in and mails a link for a password. `user` is as before, except for `email`, which is proven. */
  async handOver(
    tx: Prisma.TransactionClient,
    user: User & { readonly email: string },
    passwordHash: RetiredPassword,
    context: RequestContext,
  ): Promise<void> {
    await this.credentials.retire(tx, user, { passwordHash, context });
    await this.credentials.removeFurther(tx, user.id, ever);
    await this.resetLinks.issue(tx, user, 'CLAIMED', context);
  }

  /**
   * The same for a user whom the proof itself signs in, who needs no password for it: the account has none afterwards.
   * @returns the current user
   */
  async takeOver(tx: Prisma.TransactionClient, user: User, context: RequestContext): Promise<User> {
    await this.credentials.retire(tx, user, { passwordHash: noPassword, context });
    await this.credentials.removeFurther(tx, user.id, ever);
    return tx.user.findUniqueOrThrow({ where: { id: user.id } });
  }
}
