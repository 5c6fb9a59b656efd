/** Limits failed attempts. */
export { LockoutModule } from './lockout.module.ts';
export type { LoginAttempt } from './lockout-policy.ts';
export { LockoutService, type OwnDevice, type SuccessParts } from './lockout.service.ts';
