/** What a role may do, and signed tokens of a quarter of an hour that name it. */
export {
  type AccessClaims,
  AccessPolicy,
  AccessTokenService,
  accessTokenTtlSeconds,
  newAccessTokenId,
} from './access-token.service.ts';
export { AccessTokensModule } from './access-tokens.module.ts';
