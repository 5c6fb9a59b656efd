import { Module } from '@nestjs/common';
import { AccessPolicy, AccessTokenService } from './access-token.service.ts';
import { JwksController } from './jwks.controller.ts';

/** What a role may do; signed tokens of a quarter of an hour that name it, and the keys that verify them. */
@Module({
  controllers: [JwksController],
  providers: [AccessPolicy, AccessTokenService],
  exports: [AccessPolicy, AccessTokenService],
})
export class AccessTokensModule {}
