/** Personal access tokens, which users give to their programs. */
export { PersonalTokensModule } from './personal-tokens.module.ts';
export { presentedToken, TokenAccess } from './token-access.service.ts';
export { TokenIssuer } from './token-issuer.service.ts';
export { viewOf } from './token-view.ts';
