/** Signed tokens of a quarter of an hour. */
export { type AccessClaims, AccessTokenService, accessTokenTtlSeconds, mayAct } from './access-token.service.ts';
export { AccessTokensModule } from './access-tokens.module.ts';
