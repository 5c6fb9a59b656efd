import { Injectable } from '@nestjs/common';
import type { ChangeEmailRequest } from '@pixelboxx/shared';
import type { Config } from '../../platform/config/config.ts';
import { InjectConfig } from '../../platform/config/config.module.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { fieldError } from '../../platform/errors/app-error.ts';
import type { Principal, RequestContext } from '../../platform/http/security/principal.ts';
import { assertPublicDomain } from '../emails/index.ts';
import { EmailAddressesService } from './email-addresses.service.ts';
import { VerificationLinks } from './verification-links.service.ts';
import { PasswordConfirmationService } from '../passwords/index.ts';
import { SecurityEventsService } from '../activity/index.ts';

/** Requests a change of address. `EmailVerificationService.verify` carries it out. */
@Injectable()
export class EmailChangeService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly passwordConfirmation: PasswordConfirmationService,
    private readonly emailAddresses: EmailAddressesService,
    private readonly verification: VerificationLinks,
    private readonly securityEvents: SecurityEventsService,
    @InjectConfig() private readonly config: Config,
  ) {}

  /**
   * Reports openly that an address is taken, as registration does, but only to a caller with an account and its
   * password, ten times per 15 minutes. That is less than registration tells anyone, and users notice typing errors.
   * @throws AppError WRONG_PASSWORD, VALIDATION_ERROR for the address they have, EMAIL_TAKEN, RATE_LIMITED.
   */
  async request(principal: Principal, { email, password }: ChangeEmailRequest, context: RequestContext): Promise<void> {
    const confirmed = await this.passwordConfirmation.confirm(principal.user.id, password);
    assertPublicDomain(email, this.config.environment);
    if (email === confirmed.email) throw fieldError('email', 'This is your address already.');
    await this.emailAddresses.assertFree(confirmed.id, email);
    await this.verification.assertMailable(email);
    await this.prisma.$transaction(async (tx) => {
      const user = await this.passwordConfirmation.lockConfirmed(tx, confirmed, principal);
      await this.verification.issue(tx, user, email, context);
      const event = {
        type: 'EMAIL_CHANGE_REQUESTED',
        userId: user.id,
        sessionId: principal.sessionId,
        context,
      } as const;
      await this.securityEvents.record(tx, event);
    });
  }
}
