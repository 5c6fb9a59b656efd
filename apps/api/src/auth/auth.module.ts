import { Module, type OnModuleInit } from '@nestjs/common';
import { ReservedNames, UsersModule } from '../users/index.ts';
import { LoginModule } from './login/index.ts';
import { IdentitiesModule } from './identities/index.ts';
import { SignInCodesModule } from './sign-in-codes/index.ts';
import { PasskeysModule } from './passkeys/index.ts';
import { RecoveryModule } from './recovery/index.ts';
import { EmailAddressModule } from './email-address/index.ts';
import { ReauthenticationModule } from './reauthentication/index.ts';
import { MfaModule } from './mfa/index.ts';
import { PasswordsModule } from './passwords/index.ts';
import { KnownDevicesModule } from './known-devices/index.ts';
import { SessionsModule } from './sessions/index.ts';
import { DeviceAuthorizationModule } from './device-authorization/index.ts';
import { PersonalTokensModule } from './personal-tokens/index.ts';
import { AccessTokensModule } from './access-tokens/index.ts';
import { ActivityModule } from './activity/index.ts';
import { EmailsModule } from './emails/index.ts';
import { LockoutModule } from './lockout/index.ts';
import { CookiesModule } from './cookies/index.ts';

/** Table of contents. Each room imports only the rooms below it, through their `index.ts`. */
@Module({
  imports: [
    LoginModule,
    IdentitiesModule,
    SignInCodesModule,
    PasskeysModule,
    RecoveryModule,
    EmailAddressModule,
    ReauthenticationModule,
    MfaModule,
    PasswordsModule,
    KnownDevicesModule,
    SessionsModule,
    DeviceAuthorizationModule,
    PersonalTokensModule,
    AccessTokensModule,
    ActivityModule,
    EmailsModule,
    LockoutModule,
    CookiesModule,
    UsersModule,
  ],
})
export class AuthModule implements OnModuleInit {
  constructor(private readonly names: ReservedNames) {}

  /** The pages that the links of this feature lead to. */
  onModuleInit(): void {
    this.names.reserve('confirm-email', 'email-code', 'forgot-password', 'not-me', 'reset-password', 'verify-email');
  }
}
