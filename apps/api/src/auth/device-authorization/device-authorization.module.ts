import { Module, type OnModuleInit } from '@nestjs/common';
import { ReservedNames, UsersModule } from '../../users/index.ts';
import { PersonalTokensModule } from '../personal-tokens/index.ts';
import { DeviceAuthorizationController } from './device-authorization.controller.ts';
import { DeviceAuthorizationService } from './device-authorization.service.ts';
import { DeviceTokensService } from './device-tokens.service.ts';

/** Gives a token to a program without a browser: its user types a code where they are signed in (RFC 8628). */
@Module({
  imports: [PersonalTokensModule, UsersModule],
  controllers: [DeviceAuthorizationController],
  providers: [DeviceAuthorizationService, DeviceTokensService],
})
export class DeviceAuthorizationModule implements OnModuleInit {
  constructor(private readonly names: ReservedNames) {}

  /** The page for typing the code. */
  onModuleInit(): void {
    this.names.reserve('device');
  }
}
