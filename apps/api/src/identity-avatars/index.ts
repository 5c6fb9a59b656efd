/** Lets users import the avatar they have at an identity provider. */
export { IdentityAvatarsModule } from './identity-avatars.module.ts';
