/** Ways back into an account. */
export { RecoveryModule } from './recovery.module.ts';
export { isSuspect } from './suspect-period.ts';
