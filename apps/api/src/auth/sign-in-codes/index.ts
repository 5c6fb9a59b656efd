/** Sign-in by a mailed code or link. */
export { SignInCodesModule } from './sign-in-codes.module.ts';
