import { Injectable } from '@nestjs/common';
import type { Prisma, User } from '../../generated/prisma/client.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { SecurityEventsService } from '../activity/index.ts';
import { AccountClaimService, EmailAddressesService } from '../email-address/index.ts';

/** Updates an account after its mailbox was proven: docs/adr/0011-who-owns-an-unverified-account.md */
@Injectable()
export class ProvenMailboxService {
  constructor(
    private readonly emailAddresses: EmailAddressesService,
    private readonly claims: AccountClaimService,
    private readonly securityEvents: SecurityEventsService,
  ) {}

  /**
   * Verifies an address that was not proven before. If the browser is not signed in to the account, the mailbox may
   * belong to another person than the one who registered, so every existing way to sign in is removed. The caller holds
   * the account's lock, and invalidates its snapshot after the commit. @returns the current user
   */
  async settle(
    tx: Prisma.TransactionClient,
    user: User & { readonly email: string },
    { isHolder }: { readonly isHolder: boolean },
    context: RequestContext,
  ): Promise<User> {
    if (user.isVerified) return user;
    const verified = await this.emailAddresses.assign(tx, user, user.email);
    await this.securityEvents.record(tx, { type: 'EMAIL_VERIFIED', userId: user.id, sessionId: null, context });
    return isHolder ? verified : this.claims.takeOver(tx, verified, context);
  }
}
