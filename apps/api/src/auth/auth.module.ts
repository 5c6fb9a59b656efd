import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { UsersModule } from '../users/users.module.ts';
import { AccessGuard } from './access.guard.ts';
import { AccessTokenService } from './access-token.service.ts';
import { AuthController } from './auth.controller.ts';
import { AuthService } from './auth.service.ts';
import { JwksController } from './jwks.controller.ts';
import { PasswordHasher } from './password-hasher.service.ts';
import { PasswordPolicy } from './password-policy.service.ts';
import { SecurityEventsService } from './security-events.service.ts';
import { SessionCookies } from './session-cookies.ts';
import { SessionRotationService } from './session-rotation.service.ts';
import { SessionsService } from './sessions.service.ts';
import { SessionsStore } from './sessions.store.ts';

@Module({
  imports: [UsersModule],
  controllers: [AuthController, JwksController],
  providers: [
    AccessTokenService,
    AuthService,
    PasswordHasher,
    PasswordPolicy,
    SecurityEventsService,
    SessionCookies,
    SessionRotationService,
    SessionsService,
    SessionsStore,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
})
export class AuthModule {}
