import { Module } from '@nestjs/common';
import { UsersModule } from '../../users/index.ts';
import { ActivityModule } from '../activity/index.ts';
import { CookiesModule } from '../cookies/index.ts';
import { EmailAddressModule } from '../email-address/index.ts';
import { KnownDevicesModule } from '../known-devices/index.ts';
import { LockoutModule } from '../lockout/index.ts';
import { MfaModule } from '../mfa/index.ts';
import { PasswordsModule } from '../passwords/index.ts';
import { SessionsModule } from '../sessions/index.ts';
import { LoginConcurrencyLimiter } from './login-concurrency-limiter.ts';
import { LoginController } from './login.controller.ts';
import { LoginService } from './login.service.ts';
import { PasswordCheckService } from './password-check.service.ts';
import { RegistrationCheckService } from './registration-check.service.ts';
import { RegistrationService } from './registration.service.ts';

/** Sign-up, and sign-in by password. */
@Module({
  imports: [
    ActivityModule,
    CookiesModule,
    EmailAddressModule,
    KnownDevicesModule,
    LockoutModule,
    MfaModule,
    PasswordsModule,
    SessionsModule,
    UsersModule,
  ],
  controllers: [LoginController],
  providers: [
    LoginConcurrencyLimiter,
    LoginService,
    PasswordCheckService,
    RegistrationCheckService,
    RegistrationService,
  ],
})
export class LoginModule {}
