import { Module } from '@nestjs/common';
import { UsersModule } from '../../users/index.ts';
import { AccessTokensModule } from '../access-tokens/index.ts';
import { ActivityModule } from '../activity/index.ts';
import { CookiesModule } from '../cookies/index.ts';
import { KnownDevicesModule } from '../known-devices/index.ts';
import { LockoutModule } from '../lockout/index.ts';
import { PasswordsModule } from '../passwords/index.ts';
import { BackupCodesService } from './codes/backup-codes.service.ts';
import { CodesService } from './codes/codes.service.ts';
import { EmailCodesService } from './codes/email-codes.service.ts';
import { EnabledTotpService } from './enabled-totp.service.ts';
import { ExpiredChallengesService } from './expired-challenges.service.ts';
import { LoginChallengesService } from './login-challenges.service.ts';
import { MfaLoginService } from './mfa-login.service.ts';
import { MfaController } from './mfa.controller.ts';
import { MfaService } from './mfa.service.ts';
import { ProvenFactorsService } from './proven-factors.service.ts';
import { TotpEnrolmentsStore } from './totp-enrolments.store.ts';
import { TotpService } from './totp.service.ts';

/** Second factors: codes from an app, backup codes, and sign-ins that wait for a second factor. */
@Module({
  imports: [
    AccessTokensModule,
    ActivityModule,
    CookiesModule,
    KnownDevicesModule,
    LockoutModule,
    PasswordsModule,
    UsersModule,
  ],
  controllers: [MfaController],
  providers: [
    BackupCodesService,
    CodesService,
    EmailCodesService,
    EnabledTotpService,
    ExpiredChallengesService,
    LoginChallengesService,
    MfaLoginService,
    MfaService,
    ProvenFactorsService,
    TotpEnrolmentsStore,
    TotpService,
  ],
  exports: [CodesService, LoginChallengesService, MfaService, ProvenFactorsService],
})
export class MfaModule {}
