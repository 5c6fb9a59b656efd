/** WebAuthn credentials. */
export { PasskeysModule } from './passkeys.module.ts';
