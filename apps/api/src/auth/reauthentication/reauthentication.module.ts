import { Module } from '@nestjs/common';
import { CookiesModule } from '../cookies/index.ts';
import { KnownDevicesModule } from '../known-devices/index.ts';
import { LockoutModule } from '../lockout/index.ts';
import { MfaModule } from '../mfa/index.ts';
import { PasswordsModule } from '../passwords/index.ts';
import { ReauthenticationController } from './reauthentication.controller.ts';
import { ReauthenticationGuard } from './reauthentication.guard.ts';
import { ReauthenticationService } from './reauthentication.service.ts';

/** Fresh proof of a session's user. */
@Module({
  imports: [CookiesModule, KnownDevicesModule, LockoutModule, MfaModule, PasswordsModule],
  controllers: [ReauthenticationController],
  providers: [ReauthenticationGuard, ReauthenticationService],
  exports: [ReauthenticationGuard, ReauthenticationService],
})
export class ReauthenticationModule {}
