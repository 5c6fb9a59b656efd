/** What a role may do, and signed tokens of a quarter of an hour that name it. */
export { AccessPolicy } from './access-policy.ts';
export { type AccessClaims, AccessTokenService, accessTokenTtlSeconds } from './access-token.service.ts';
export { AccessTokensModule } from './access-tokens.module.ts';
