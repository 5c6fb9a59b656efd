import { Module } from '@nestjs/common';
import { AccessPolicy, AccessTokenService } from './access-token.service.ts';
import { JwksController } from './jwks.controller.ts';

/** The rights of roles, access tokens valid for 15 minutes that contain the role, and the keys that verify them. */
@Module({
  controllers: [JwksController],
  providers: [AccessPolicy, AccessTokenService],
  exports: [AccessPolicy, AccessTokenService],
})
export class AccessTokensModule {}
