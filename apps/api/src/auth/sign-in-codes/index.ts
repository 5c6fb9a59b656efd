/** Signing in by a code, or a link, that was mailed. */
export { SignInCodesModule } from './sign-in-codes.module.ts';
