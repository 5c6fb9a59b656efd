/** Accounts at identity providers, with which users sign in. */
export { type IdentityImage, IdentityImages } from './identity-images.service.ts';
export { IdentitiesModule } from './identities.module.ts';
