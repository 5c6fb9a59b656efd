/** Avatars that users have at their identity providers, taken over by choice. */
export { IdentityAvatarsModule } from './identity-avatars.module.ts';
