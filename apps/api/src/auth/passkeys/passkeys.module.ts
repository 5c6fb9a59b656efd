import { Module } from '@nestjs/common';
import { UsersModule } from '../../users/index.ts';
import { ActivityModule } from '../activity/index.ts';
import { CookiesModule } from '../cookies/index.ts';
import { EmailAddressModule } from '../email-address/index.ts';
import { KnownDevicesModule } from '../known-devices/index.ts';
import { MfaModule } from '../mfa/index.ts';
import { PasswordsModule } from '../passwords/index.ts';
import { ReauthenticationModule } from '../reauthentication/index.ts';
import { SessionsModule } from '../sessions/index.ts';
import { AssertionsService } from './assertions.service.ts';
import { PasskeyAccountsService } from './passkey-accounts.service.ts';
import { PasskeyChallengesService } from './passkey-challenges.service.ts';
import { PasskeyLoginService } from './passkey-login.service.ts';
import { PasskeyOptionsService } from './passkey-options.service.ts';
import { PasskeySignUpService } from './passkey-sign-up.service.ts';
import { PasskeysController } from './passkeys.controller.ts';
import { PasskeysService } from './passkeys.service.ts';
import { RelyingPartyService } from './relying-party.service.ts';

/** WebAuthn credentials: management and sign-in. */
@Module({
  imports: [
    ActivityModule,
    CookiesModule,
    EmailAddressModule,
    KnownDevicesModule,
    MfaModule,
    PasswordsModule,
    ReauthenticationModule,
    SessionsModule,
    UsersModule,
  ],
  controllers: [PasskeysController],
  providers: [
    AssertionsService,
    PasskeyAccountsService,
    PasskeyChallengesService,
    PasskeyLoginService,
    PasskeyOptionsService,
    PasskeySignUpService,
    PasskeysService,
    RelyingPartyService,
  ],
})
export class PasskeysModule {}
