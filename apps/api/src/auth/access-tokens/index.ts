/** The rights of roles, and access tokens valid for 15 minutes that contain the role. */
export {
  type AccessClaims,
  AccessPolicy,
  AccessTokenService,
  accessTokenTtlSeconds,
  newAccessTokenId,
} from './access-token.service.ts';
export { AccessTokensModule } from './access-tokens.module.ts';
