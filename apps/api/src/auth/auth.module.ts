import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { UsersModule } from '../users/users.module.ts';
import { AccessTokenService } from './access-token.service.ts';
import { AccessGuard } from './access.guard.ts';
import { AccountDeletionService } from './account-deletion.service.ts';
import { AccountExportService } from './account-export.service.ts';
import { AccountLinksService } from './account-links.service.ts';
import { AccountPurgeService } from './account-purge.service.ts';
import { AccountStandingService } from './account-standing.service.ts';
import { AccountController } from './account.controller.ts';
import { AuthController } from './auth.controller.ts';
import { AuthService } from './auth.service.ts';
import { CredentialsService } from './credentials.service.ts';
import { DeviceCookies } from './device-cookies.ts';
import { DisownService } from './disown.service.ts';
import { EmailAddressesService } from './email-addresses.service.ts';
import { EmailChangeService } from './email-change.service.ts';
import { EmailVerificationService } from './email-verification.service.ts';
import { EmailController } from './email.controller.ts';
import { FamiliarSignInsStore } from './familiar-sign-ins.store.ts';
import { JwksController } from './jwks.controller.ts';
import { LockoutService } from './lockout.service.ts';
import { LoginBudgetsStore } from './login-budgets.store.ts';
import { LoginCompletionService } from './login-completion.service.ts';
import { MfaController } from './mfa/mfa.controller.ts';
import { mfaProviders } from './mfa/mfa.providers.ts';
import { StepUpGuard } from './mfa/step-up.guard.ts';
import { NoticesService } from './notices.service.ts';
import { OwnPasswordService } from './own-password.service.ts';
import { PasskeysController } from './passkeys/passkeys.controller.ts';
import { PasswordChangeService } from './password-change.service.ts';
import { PasswordHasher } from './password-hasher.service.ts';
import { PasswordPolicy } from './password-policy.service.ts';
import { PasswordRehash } from './password-rehash.service.ts';
import { PasswordResetService } from './password-reset.service.ts';
import { PasswordController } from './password.controller.ts';
import { RecoveryService } from './recovery.service.ts';
import { SecurityEventsController } from './security-events.controller.ts';
import { RetentionService } from './retention.service.ts';
import { SecurityEventsService } from './security-events.service.ts';
import { SessionCookies } from './session-cookies.ts';
import { SessionHolder } from './session-holder.service.ts';
import { SessionRotationService } from './session-rotation.service.ts';
import { SessionsService } from './sessions.service.ts';
import { SessionsStore } from './sessions.store.ts';
import { SignInService } from './sign-in.service.ts';

@Module({
  imports: [UsersModule],
  controllers: [
    AccountController,
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
    AccountDeletionService,
    AccountExportService,
    AccountLinksService,
    AccountPurgeService,
    AccountStandingService,
    AuthService,
    CredentialsService,
    DeviceCookies,
    DisownService,
    EmailAddressesService,
    EmailChangeService,
    EmailVerificationService,
    FamiliarSignInsStore,
    LockoutService,
    LoginBudgetsStore,
    LoginCompletionService,
    NoticesService,
    OwnPasswordService,
    PasswordChangeService,
    PasswordHasher,
    PasswordPolicy,
    PasswordRehash,
    PasswordResetService,
    RetentionService,
    RecoveryService,
    SecurityEventsService,
    SessionCookies,
    SessionHolder,
    SessionRotationService,
    SessionsService,
    SessionsStore,
    SignInService,
    ...mfaProviders,
    // Who is calling, then how sure that is.
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_GUARD, useClass: StepUpGuard },
  ],
  exports: [AccountStandingService, LockoutService, SecurityEventsService],
})
export class AuthModule {}
