import { Controller, Get, Header } from '@nestjs/common';
import { z } from 'zod';
import { ApiGroup, OutsideContract } from '../../platform/http/openapi/api-group.decorator.ts';
import { AccessTokenService, type PublicJwk } from './access-token.service.ts';

const JwkSet = z
  .object({
    keys: z.array(
      z.object({
        kty: z.literal('OKP'),
        crv: z.literal('Ed25519'),
        alg: z.literal('EdDSA'),
        use: z.literal('sig'),
        kid: z.string(),
        x: z.string(),
      }),
    ),
  })
  .meta({ id: 'JwkSet' });

/** Public keys with which other services verify access tokens without a secret (RFC 7517). Not in the envelope. */
@Controller()
@ApiGroup('Keys', 'Public keys of access tokens, for other services.')
export class JwksController {
  constructor(private readonly accessTokens: AccessTokenService) {}

  @Get('/.well-known/jwks.json')
  @OutsideContract({
    method: 'GET',
    path: '/.well-known/jwks.json',
    access: 'public',
    status: 200,
    summary: 'Keys that verify access tokens (RFC 7517)',
    data: JwkSet,
  })
  @Header('cache-control', 'public, max-age=300')
  keys(): { keys: readonly PublicJwk[] } {
    return { keys: this.accessTokens.publicKeys };
  }
}
