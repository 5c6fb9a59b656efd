/** Signing up, and signing in by password. */
export { LoginAdmission } from './login-admission.ts';
export { LoginModule } from './login.module.ts';
