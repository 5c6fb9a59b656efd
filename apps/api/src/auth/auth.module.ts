import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { UsersModule } from '../users/users.module.ts';
import { AccessTokenService } from './sessions/access-token.service.ts';
import { AccessGuard } from './sessions/access.guard.ts';
import { AccountLinksService } from './emails/account-links.service.ts';
import { AuthController } from './login/auth.controller.ts';
import { AuthService } from './login/auth.service.ts';
import { CredentialsService } from './passwords/credentials.service.ts';
import { KnownDeviceCookies } from './login/known-device-cookies.ts';
import { ReportCompromiseService } from './recovery/report-compromise.service.ts';
import { EmailAddressesService } from './email-address/email-addresses.service.ts';
import { EmailChangeService } from './email-address/email-change.service.ts';
import { EmailVerificationService } from './email-address/email-verification.service.ts';
import { EmailController } from './email-address/email.controller.ts';
import { KnownDevicesStore } from './login/known-devices.store.ts';
import { JwksController } from './sessions/jwks.controller.ts';
import { LockoutService } from './lockout/lockout.service.ts';
import { AttemptCountersStore } from './lockout/attempt-counters.store.ts';
import { LoginCompletionService } from './login/login-completion.service.ts';
import { MfaController } from './mfa/mfa.controller.ts';
import { mfaProviders } from './mfa/mfa.providers.ts';
import { ReauthenticationGuard } from './reauthentication/reauthentication.guard.ts';
import { ReauthenticationService } from './reauthentication/reauthentication.service.ts';
import { NoticesService } from './activity/notices.service.ts';
import { PasswordConfirmationService } from './reauthentication/password-confirmation.service.ts';
import { PasskeysController } from './passkeys/passkeys.controller.ts';
import { PasswordChangeService } from './passwords/password-change.service.ts';
import { PasswordHasher } from './passwords/password-hasher.service.ts';
import { PasswordPolicy } from './passwords/password-policy.service.ts';
import { PasswordRehash } from './passwords/password-rehash.service.ts';
import { PasswordResetService } from './passwords/password-reset.service.ts';
import { PasswordController } from './passwords/password.controller.ts';
import { RecoveryService } from './recovery/recovery.service.ts';
import { SecurityEventsController } from './activity/security-events.controller.ts';
import { RetentionService } from './activity/retention.service.ts';
import { SecurityEventsService } from './activity/security-events.service.ts';
import { SessionCookies } from './sessions/session-cookies.ts';
import { OptionalAuth } from './sessions/optional-auth.service.ts';
import { SessionRotationService } from './sessions/session-rotation.service.ts';
import { SessionsService } from './sessions/sessions.service.ts';
import { SessionsStore } from './sessions/sessions.store.ts';
import { SignInService } from './login/sign-in.service.ts';

@Module({
  imports: [UsersModule],
  controllers: [
    AuthController,
    EmailController,
    JwksController,
    MfaController,
    PasskeysController,
    PasswordController,
    SecurityEventsController,
  ],
  providers: [
    AccessTokenService,
    AccountLinksService,
    AuthService,
    CredentialsService,
    KnownDeviceCookies,
    ReportCompromiseService,
    EmailAddressesService,
    EmailChangeService,
    EmailVerificationService,
    KnownDevicesStore,
    LockoutService,
    AttemptCountersStore,
    LoginCompletionService,
    NoticesService,
    PasswordConfirmationService,
    PasswordChangeService,
    PasswordHasher,
    PasswordPolicy,
    PasswordRehash,
    PasswordResetService,
    RetentionService,
    RecoveryService,
    SecurityEventsService,
    SessionCookies,
    OptionalAuth,
    SessionRotationService,
    SessionsService,
    SessionsStore,
    SignInService,
    ...mfaProviders,
    // Who is calling, then how sure that is.
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_GUARD, useClass: ReauthenticationGuard },
  ],
  exports: [
    AccountLinksService,
    CredentialsService,
    NoticesService,
    PasswordConfirmationService,
    SessionCookies,
    ReauthenticationService,
    LockoutService,
    SecurityEventsService,
  ],
})
export class AuthModule {}
