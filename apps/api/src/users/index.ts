/** What other features may use besides the services: nothing else of this folder is theirs. */
export { lockAccount, lockAnyAccount, lockPrincipal } from './account-lock.ts';
export { deletionGraceMs } from './deletion-grace.ts';
