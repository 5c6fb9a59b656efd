import { Module } from '@nestjs/common';
import { UsersModule } from '../../users/index.ts';
import { ActivityModule } from '../activity/index.ts';
import { CookiesModule } from '../cookies/index.ts';
import { EmailAddressModule } from '../email-address/index.ts';
import { EmailsModule } from '../emails/index.ts';
import { KnownDevicesModule } from '../known-devices/index.ts';
import { LockoutModule } from '../lockout/index.ts';
import { MfaModule } from '../mfa/index.ts';
import { PasswordsModule } from '../passwords/index.ts';
import { SessionsModule } from '../sessions/index.ts';
import { ForgottenPasswordService } from './forgotten-password.service.ts';
import { PasswordReplacement } from './password-replacement.service.ts';
import { PasswordResetController } from './password-reset.controller.ts';
import { PasswordResetService } from './password-reset.service.ts';
import { RecoveryService } from './recovery.service.ts';
import { ReportCompromiseController } from './report-compromise.controller.ts';
import { ReportCompromiseService } from './report-compromise.service.ts';

/** Ways back into an account: a forgotten password, a reported theft. */
@Module({
  imports: [
    ActivityModule,
    CookiesModule,
    EmailAddressModule,
    EmailsModule,
    KnownDevicesModule,
    LockoutModule,
    MfaModule,
    PasswordsModule,
    SessionsModule,
    UsersModule,
  ],
  controllers: [PasswordResetController, ReportCompromiseController],
  providers: [
    ForgottenPasswordService,
    PasswordReplacement,
    PasswordResetService,
    RecoveryService,
    ReportCompromiseService,
  ],
})
export class RecoveryModule {}
