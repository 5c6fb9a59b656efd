/** Accounts at identity providers, by which users sign in. */
export { IdentitiesModule } from './identities.module.ts';
