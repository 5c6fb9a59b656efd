import { Module } from '@nestjs/common';
import { AccessTokenService } from './access-token.service.ts';
import { JwksController } from './jwks.controller.ts';

/** Signed tokens of a quarter of an hour, and the keys that verify them. */
@Module({
  controllers: [JwksController],
  providers: [AccessTokenService],
  exports: [AccessTokenService],
})
export class AccessTokensModule {}
