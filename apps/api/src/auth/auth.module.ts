import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { UsersModule } from '../users/users.module.ts';
import { AccessTokenService } from './access-token.service.ts';
import { AccessGuard } from './access.guard.ts';
import { AccountDeletionService } from './account-deletion.service.ts';
import { AccountExportService } from './account-export.service.ts';
import { AccountPurgeService } from './account-purge.service.ts';
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
import { JwksController } from './jwks.controller.ts';
import { LockoutService } from './lockout.service.ts';
import { LoginBudgetsStore } from './login-budgets.store.ts';
import { LoginCompletionService } from './login-completion.service.ts';
import { NoticesService } from './notices.service.ts';
import { OwnPasswordService } from './own-password.service.ts';
import { PasswordChangeService } from './password-change.service.ts';
import { PasswordHasher } from './password-hasher.service.ts';
import { PasswordPolicy } from './password-policy.service.ts';
import { PasswordResetService } from './password-reset.service.ts';
import { PasswordController } from './password.controller.ts';
import { SecurityEventsController } from './security-events.controller.ts';
import { SecurityEventsService } from './security-events.service.ts';
import { SessionCookies } from './session-cookies.ts';
import { SessionHolder } from './session-holder.service.ts';
import { SessionRotationService } from './session-rotation.service.ts';
import { SessionsService } from './sessions.service.ts';
import { SessionsStore } from './sessions.store.ts';

@Module({
  imports: [UsersModule],
  controllers: [
    AccountController,
    AuthController,
    EmailController,
    JwksController,
    PasswordController,
    SecurityEventsController,
  ],
  providers: [
    AccessTokenService,
    AccountDeletionService,
    AccountExportService,
    AccountPurgeService,
    AuthService,
    CredentialsService,
    DeviceCookies,
    DisownService,
    EmailAddressesService,
    EmailChangeService,
    EmailVerificationService,
    LockoutService,
    LoginBudgetsStore,
    LoginCompletionService,
    NoticesService,
    OwnPasswordService,
    PasswordChangeService,
    PasswordHasher,
    PasswordPolicy,
    PasswordResetService,
    SecurityEventsService,
    SessionCookies,
    SessionHolder,
    SessionRotationService,
    SessionsService,
    SessionsStore,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
})
export class AuthModule {}
