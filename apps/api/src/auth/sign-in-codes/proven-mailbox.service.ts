import { Injectable } from '@nestjs/common';
import type { Prisma, User } from '../../generated/prisma/client.ts';
import type { RequestContext } from '../../platform/http/security/principal.ts';
import { SecurityEventsService } from '../activity/index.ts';
import { AccountClaimService, EmailAddressesService } from '../email-address/index.ts';

/** What it means for an account that its mailbox was read: docs/adr/0011-who-owns-an-unverified-account.md */
@Injectable()
export class ProvenMailboxService {
  constructor(
    private readonly emailAddresses: EmailAddressesService,
    private readonly claims: AccountClaimService,
    private readonly securityEvents: SecurityEventsService,
  ) {}

  /**
   * Whose address nobody had proven is proven now. Where the browser is not signed in to the account, nobody knows whether who
   * reads the mailbox is who registered: then every way in that there was ends.
   * The caller holds the account's lock, and invalidates its snapshot after the commit. @returns the user as they are now
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
