import { Controller, Get, Header } from '@nestjs/common';
import { AccessTokenService, type PublicJwk } from './access-token.service.ts';

/** Public keys, so that other services can verify access tokens without a secret (RFC 7517). Outside the envelope. */
@Controller()
export class JwksController {
  constructor(private readonly accessTokens: AccessTokenService) {}

  @Get('/.well-known/jwks.json')
  @Header('cache-control', 'public, max-age=300')
  keys(): { keys: readonly PublicJwk[] } {
    return { keys: this.accessTokens.publicKeys };
  }
}
