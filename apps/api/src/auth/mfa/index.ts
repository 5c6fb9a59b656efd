/** Second factors, and sign-ins that wait for one. */
export { CodesService, isAppCode } from './codes/codes.service.ts';
export { LoginChallengesService } from './login-challenges.service.ts';
export type { LoginOutcome } from './login-outcome.ts';
export { MfaModule } from './mfa.module.ts';
export { hasEnabledCodes, MfaService } from './mfa.service.ts';
export { ProvenFactorsService } from './proven-factors.service.ts';
