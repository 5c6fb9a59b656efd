/** Fresh proof of a session's user. */
export { ReauthenticationGuard } from './reauthentication.guard.ts';
export { ReauthenticationModule } from './reauthentication.module.ts';
export { ReauthenticationService } from './reauthentication.service.ts';
