/** Fresh proof of who holds a session. */
export { ReauthenticationGuard } from './reauthentication.guard.ts';
export { ReauthenticationModule } from './reauthentication.module.ts';
export { ReauthenticationService } from './reauthentication.service.ts';
