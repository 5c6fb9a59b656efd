/** How often anybody may be wrong. */
export { LockoutModule } from './lockout.module.ts';
export { LockoutService, type LoginAttempt } from './lockout.service.ts';
