import { Module } from '@nestjs/common';
import { ActivityModule } from '../activity/index.ts';
import { CookiesModule } from '../cookies/index.ts';
import { SessionsModule } from '../sessions/index.ts';
import { KnownDeviceCookies } from './known-device-cookies.ts';
import { KnownDevicesStore } from './known-devices.store.ts';
import { SignInService } from './sign-in.service.ts';

/** From a proof of identity to a session in this browser; also detects new browsers. */
@Module({
  imports: [ActivityModule, CookiesModule, SessionsModule],
  providers: [KnownDeviceCookies, KnownDevicesStore, SignInService],
  exports: [KnownDeviceCookies, SignInService],
})
export class KnownDevicesModule {}
