import { Module } from '@nestjs/common';
import { UsersModule } from '../../users/index.ts';
import { ActivityModule } from '../activity/index.ts';
import { CookiesModule } from '../cookies/index.ts';
import { EmailsModule } from '../emails/index.ts';
import { PasswordsModule } from '../passwords/index.ts';
import { SessionsModule } from '../sessions/index.ts';
import { AccountClaimService } from './account-claim.service.ts';
import { EmailAddressesService } from './email-addresses.service.ts';
import { EmailChangeService } from './email-change.service.ts';
import { EmailVerificationService } from './email-verification.service.ts';
import { EmailController } from './email.controller.ts';
import { VerificationLinks } from './verification-links.service.ts';

/** Assigns addresses to accounts: proof, change, restoration. */
@Module({
  imports: [ActivityModule, CookiesModule, EmailsModule, PasswordsModule, SessionsModule, UsersModule],
  controllers: [EmailController],
  providers: [
    AccountClaimService,
    EmailAddressesService,
    EmailChangeService,
    EmailVerificationService,
    VerificationLinks,
  ],
  exports: [AccountClaimService, EmailAddressesService, VerificationLinks],
})
export class EmailAddressModule {}
