import { Module, type OnModuleInit } from '@nestjs/common';
import { MetricSources } from '../../platform/observability/metrics/metric-sources.ts';
import { UsersModule } from '../../users/index.ts';
import { ActivityModule } from '../activity/index.ts';
import { EmailsModule } from '../emails/index.ts';
import { SessionsModule } from '../sessions/index.ts';
import { CredentialsService } from './credentials.service.ts';
import { NewPasswordService } from './new-password.service.ts';
import { PasswordChangeService } from './password-change.service.ts';
import { PasswordConfirmationService } from './password-confirmation.service.ts';
import { PasswordHasher } from './password-hasher.service.ts';
import { PasswordPolicy } from './password-policy.service.ts';
import { PasswordRehash } from './password-rehash.service.ts';
import { PasswordResetLinks } from './password-reset-links.service.ts';
import { PasswordController } from './password.controller.ts';
import { SignInMethodGuard } from './sign-in-method.guard.ts';
import { SignInMethods } from './sign-in-methods.service.ts';

/** Passwords: hashing, policy, confirmation, change, retirement. */
@Module({
  imports: [ActivityModule, EmailsModule, SessionsModule, UsersModule],
  controllers: [PasswordController],
  providers: [
    CredentialsService,
    NewPasswordService,
    PasswordChangeService,
    PasswordConfirmationService,
    PasswordHasher,
    PasswordPolicy,
    PasswordRehash,
    PasswordResetLinks,
    SignInMethodGuard,
    SignInMethods,
  ],
  exports: [
    CredentialsService,
    NewPasswordService,
    PasswordConfirmationService,
    PasswordHasher,
    PasswordPolicy,
    PasswordRehash,
    PasswordResetLinks,
    SignInMethodGuard,
    SignInMethods,
  ],
})
export class PasswordsModule implements OnModuleInit {
  constructor(
    private readonly metrics: MetricSources,
    private readonly hasher: PasswordHasher,
  ) {}

  onModuleInit(): void {
    const help = 'Passwords being hashed, and those that wait';
    this.metrics.add({
      name: 'pixelboxx_password_hashes',
      help,
      label: 'state',
      read: () => ({ ...this.hasher.load }),
    });
  }
}
