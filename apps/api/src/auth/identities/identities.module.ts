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
import { AuthorizationStartService } from './authorization-start.service.ts';
import { AuthorizationsStore } from './authorizations.store.ts';
import { CallbackService } from './callback.service.ts';
import { IdentitiesController } from './identities.controller.ts';
import { IdentityExportService } from './identity-export.service.ts';
import { IdentityImages } from './identity-images.service.ts';
import { IdentityLinkingService } from './identity-linking.service.ts';
import { IdentityRegistrationService } from './identity-registration.service.ts';
import { IdentitySignInService } from './identity-sign-in.service.ts';
import { ProvidersService } from './providers/providers.service.ts';

/** Sign-in by identity providers: docs/adr/0042-identity-providers.md */
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
  controllers: [IdentitiesController],
  providers: [
    AuthorizationStartService,
    AuthorizationsStore,
    CallbackService,
    IdentityExportService,
    IdentityImages,
    IdentityLinkingService,
    IdentityRegistrationService,
    IdentitySignInService,
    ProvidersService,
  ],
  exports: [IdentityImages],
})
export class IdentitiesModule {}
