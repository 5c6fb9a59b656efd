/** Signing up, and signing in by password. */
export { LoginModule } from './login.module.ts';
