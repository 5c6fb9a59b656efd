/** Passwords: hashing, policy, confirmation, change, retirement. */
export { CredentialsService, ever, type RetiredPassword } from './credentials.service.ts';
export { NewPasswordService } from './new-password.service.ts';
export { PasswordConfirmationService } from './password-confirmation.service.ts';
export { hasPassword, noPassword, PasswordHasher } from './password-hasher.service.ts';
export { PasswordPolicy } from './password-policy.service.ts';
export { PasswordRehash } from './password-rehash.service.ts';
export { PasswordResetLinks } from './password-reset-links.service.ts';
export { PasswordsModule } from './passwords.module.ts';
export { SignInMethodGuard } from './sign-in-method.guard.ts';
export { SignInMethods } from './sign-in-methods.service.ts';
