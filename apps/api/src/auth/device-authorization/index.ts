/** Gives tokens to programs without a browser. */
export { DeviceAuthorizationModule } from './device-authorization.module.ts';
