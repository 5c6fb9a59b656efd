/** How programs without a browser are given tokens. */
export { DeviceAuthorizationModule } from './device-authorization.module.ts';
