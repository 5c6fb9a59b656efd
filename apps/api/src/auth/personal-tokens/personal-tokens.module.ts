import { Module } from '@nestjs/common';
import { UsersModule } from '../../users/index.ts';
import { ActivityModule } from '../activity/index.ts';
import { LiveTokens } from './live-tokens.service.ts';
import { PersonalTokensController } from './personal-tokens.controller.ts';
import { PersonalTokensService } from './personal-tokens.service.ts';
import { TokenAccess } from './token-access.service.ts';
import { TokenIssuer } from './token-issuer.service.ts';

/** Personal access tokens for users' programs: created, listed, revoked, and accepted by the guard (ADR 43). */
@Module({
  imports: [ActivityModule, UsersModule],
  controllers: [PersonalTokensController],
  providers: [LiveTokens, PersonalTokensService, TokenAccess, TokenIssuer],
  exports: [TokenAccess, TokenIssuer],
})
export class PersonalTokensModule {}
