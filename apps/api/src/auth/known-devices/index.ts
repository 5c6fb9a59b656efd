/** From a proof of identity to a session in this browser. */
export { KnownDeviceCookies } from './known-device-cookies.ts';
export { KnownDevicesModule } from './known-devices.module.ts';
export { type ProvenSignIn, SignInService } from './sign-in.service.ts';
