import { Module } from '@nestjs/common';
import { UsersModule } from '../../users/index.ts';
import { AccessTokensModule } from '../access-tokens/index.ts';
import { ActivityModule } from '../activity/index.ts';
import { CookiesModule } from '../cookies/index.ts';
import { PersonalTokensModule } from '../personal-tokens/index.ts';
import { AccessGuard } from './access.guard.ts';
import { FormerSessions } from './former-sessions.service.ts';
import { LiveSessions } from './live-sessions.service.ts';
import { OptionalAuth } from './optional-auth.service.ts';
import { RefreshKeys } from './rotation/refresh-token.ts';
import { SessionEndings } from './session-endings.service.ts';
import { SessionLifecycle } from './session-lifecycle.service.ts';
import { SessionListService } from './session-list.service.ts';
import { SessionRotationService } from './session-rotation.service.ts';
import { SessionsController } from './sessions.controller.ts';
import { SessionsService } from './sessions.service.ts';
import { SessionsStore } from './sessions.store.ts';

/** Signed-in devices: opened, checked on every request, refreshed, listed, ended. */
@Module({
  imports: [AccessTokensModule, ActivityModule, CookiesModule, PersonalTokensModule, UsersModule],
  controllers: [SessionsController],
  providers: [
    AccessGuard,
    FormerSessions,
    LiveSessions,
    OptionalAuth,
    RefreshKeys,
    SessionEndings,
    SessionLifecycle,
    SessionListService,
    SessionRotationService,
    SessionsService,
    SessionsStore,
  ],
  exports: [AccessGuard, FormerSessions, OptionalAuth, SessionLifecycle, SessionRotationService, SessionsService],
})
export class SessionsModule {}
