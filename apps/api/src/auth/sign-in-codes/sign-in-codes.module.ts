import { Module } from '@nestjs/common';
import { UsersModule } from '../../users/index.ts';
import { ActivityModule } from '../activity/index.ts';
import { CookiesModule } from '../cookies/index.ts';
import { EmailAddressModule } from '../email-address/index.ts';
import { KnownDevicesModule } from '../known-devices/index.ts';
import { LockoutModule } from '../lockout/index.ts';
import { MfaModule } from '../mfa/index.ts';
import { ReauthenticationModule } from '../reauthentication/index.ts';
import { SessionsModule } from '../sessions/index.ts';
import { CodeEntryService } from './code-entry.service.ts';
import { CodeMailingService } from './code-mailing.service.ts';
import { CodeProofService } from './code-proof.service.ts';
import { CodeReauthenticationService } from './code-reauthentication.service.ts';
import { CodeRequestsService } from './code-requests.service.ts';
import { CodeSignInService } from './code-sign-in.service.ts';
import { ProvenMailboxService } from './proven-mailbox.service.ts';
import { SignInCodesController } from './sign-in-codes.controller.ts';
import { SignInCodes } from './sign-in-codes.service.ts';

/** Sign-in by a mailed code or link: docs/adr/0048-codes-by-mail-and-accounts-without-passwords.md */
@Module({
  imports: [
    ActivityModule,
    CookiesModule,
    EmailAddressModule,
    KnownDevicesModule,
    LockoutModule,
    MfaModule,
    ReauthenticationModule,
    SessionsModule,
    UsersModule,
  ],
  controllers: [SignInCodesController],
  providers: [
    CodeEntryService,
    CodeMailingService,
    CodeProofService,
    CodeReauthenticationService,
    CodeRequestsService,
    CodeSignInService,
    ProvenMailboxService,
    SignInCodes,
  ],
})
export class SignInCodesModule {}
