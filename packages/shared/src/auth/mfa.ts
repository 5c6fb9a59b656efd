import { z } from 'zod';
import { endpoint } from '../http/endpoint.ts';
import { rateLimits } from '../rate-limits.ts';
import { Email, ExistingPassword, Id, lineOf, MailedCode, OneTimeCode, Timestamp, Username } from '../fields/fields.ts';
import { CurrentUser } from '../users.ts';

/** Ways to prove a second time who one is. */
export const MfaMethod = z.enum(['TOTP', 'BACKUP_CODE', 'PASSKEY']).meta({ id: 'MfaMethod' });
export type MfaMethod = z.infer<typeof MfaMethod>;

export const MfaStatus = z
  .object({
    totp: z.object({ enabled: z.boolean(), enabledAt: Timestamp.nullable() }),
    /** Unused ones; they exist from the moment TOTP is enabled. */
    backupCodesLeft: z.int().nonnegative(),
    passkeys: z.int().nonnegative(),
    /** Whether what your role adds exists only in sessions that proved one; until then endpoints fail as `SECOND_FACTOR_REQUIRED`. */
    requiredByRole: z.boolean(),
    /** Whether this session did: by signing in, or since by a code or a passkey that knew its user. */
    provenInSession: z.boolean(),
  })
  .meta({ id: 'MfaStatus' });
export type MfaStatus = z.infer<typeof MfaStatus>;

/** What an authenticator app needs. Shown once; nothing is enabled until a code confirms it. */
export const TotpSetup = z.object({ secret: z.string(), uri: z.string() }).meta({ id: 'TotpSetup' });
export type TotpSetup = z.infer<typeof TotpSetup>;

export const CodeRequest = z.strictObject({ code: OneTimeCode }).meta({ id: 'CodeRequest' });
export type CodeRequest = z.infer<typeof CodeRequest>;

/**
 * `mailCode`: from the email that answers `MAIL_CONFIRMATION_REQUIRED`, once codes from the app were wrong too often. A backup
 * code needs none.
 */
export const VerifyCodeRequest = z
  .strictObject({ code: OneTimeCode, mailCode: MailedCode.optional() })
  .meta({ id: 'VerifyCodeRequest' });
export type VerifyCodeRequest = z.infer<typeof VerifyCodeRequest>;

/** Shown once; each works once. */
export const BackupCodes = z.object({ codes: z.array(z.string()) }).meta({ id: 'BackupCodes' });
export type BackupCodes = z.infer<typeof BackupCodes>;

/**
 * Proof for a sensitive action: the password; where codes are enabled a code instead, since a password alone is not enough
 * there. A passkey, a linked account and a mailed code have endpoints of their own. `details.methods` of `STEP_UP_REQUIRED` names
 * what would do: `PASSWORD`, `IDENTITY`, `EMAIL_CODE` or methods of `MfaMethod`.
 */
export const StepUpRequest = z
  .strictObject({ password: ExistingPassword.optional(), code: OneTimeCode.optional() })
  .refine(({ password, code }) => (password === undefined) !== (code === undefined), {
    error: 'Send either the password or a code.',
  })
  .meta({ id: 'StepUpRequest' });
export type StepUpRequest = z.infer<typeof StepUpRequest>;

export const StepUpResult = z.object({ validUntil: Timestamp }).meta({ id: 'StepUpResult' });
export type StepUpResult = z.infer<typeof StepUpResult>;

/** Minutes for which a proof counts. Signing in is one. */
export const reauthenticationMinutes = 10;

/** A WebAuthn structure as the browser makes or takes it (W3C WebAuthn Level 3, JSON forms); checked by the server's library. */
export const WebAuthnJson = z.record(z.string(), z.unknown()).meta({ id: 'WebAuthnJson' });
export type WebAuthnJson = z.infer<typeof WebAuthnJson>;

export const PasskeyName = lineOf({ max: 64, empty: 'Enter a name.' });

export const Passkey = z
  .object({
    id: Id,
    name: z.string(),
    /** Kept by the platform and available on the user's other devices. */
    synced: z.boolean(),
    createdAt: Timestamp,
    lastUsedAt: Timestamp.nullable(),
  })
  .meta({ id: 'Passkey' });
export type Passkey = z.infer<typeof Passkey>;

export const PasskeyList = z.object({ items: z.array(Passkey) }).meta({ id: 'PasskeyList' });
export type PasskeyList = z.infer<typeof PasskeyList>;

export const AddPasskeyRequest = z
  .strictObject({ name: PasskeyName, response: WebAuthnJson })
  .meta({ id: 'AddPasskeyRequest' });
export type AddPasskeyRequest = z.infer<typeof AddPasskeyRequest>;

/** Whose account is to be made. */
export const PasskeySignUpOptionsRequest = z
  .strictObject({ username: Username, email: Email })
  .meta({ id: 'PasskeySignUpOptionsRequest' });
export type PasskeySignUpOptionsRequest = z.infer<typeof PasskeySignUpOptionsRequest>;

export const PasskeySignUpRequest = z
  .strictObject({ username: Username, email: Email, name: PasskeyName, response: WebAuthnJson })
  .meta({ id: 'PasskeySignUpRequest' });
export type PasskeySignUpRequest = z.infer<typeof PasskeySignUpRequest>;

export const PasskeyAssertionRequest = z
  .strictObject({ response: WebAuthnJson })
  .meta({ id: 'PasskeyAssertionRequest' });
export type PasskeyAssertionRequest = z.infer<typeof PasskeyAssertionRequest>;

export const PasskeyParams = z.strictObject({ id: Id });
export type PasskeyParams = z.infer<typeof PasskeyParams>;

/**
 * Second factors. `login` answers 401 `MFA_REQUIRED` with `details.methods` and a short-lived httpOnly challenge cookie when the
 * password was right and codes from an app are enabled; `verify` (or the passkey pair) completes that sign-in. Passkeys alone
 * do not ask for it: a password still signs in. Actions marked with `STEP_UP_REQUIRED` want a proof not older than
 * `reauthenticationMinutes`.
 */
export const mfaEndpoints = {
  status: endpoint({
    method: 'GET',
    path: '/v1/auth/mfa',
    access: 'user',
    status: 200,
    summary: 'Your second factors',
    data: MfaStatus,
  }),
  verify: endpoint({
    method: 'POST',
    path: '/v1/auth/mfa/verify',
    access: 'public',
    status: 200,
    summary: 'Complete a sign-in with a code from the app or a backup code',
    setsCookies: true,
    body: VerifyCodeRequest,
    data: CurrentUser,
    rateLimit: rateLimits.login,
    errors: ['CHALLENGE_INVALID', 'INVALID_CODE', 'MAIL_CONFIRMATION_REQUIRED', 'ACCOUNT_LOCKED'],
  }),
  setUpTotp: endpoint({
    method: 'POST',
    path: '/v1/auth/mfa/totp/setup',
    access: 'user',
    status: 200,
    summary: 'Begin to enable codes from an authenticator app',
    data: TotpSetup,
    rateLimit: rateLimits.mfa,
    reauthentication: 'always',
    errors: ['ALREADY_ENABLED', 'SECOND_FACTOR_GRANT_REQUIRED'],
  }),
  confirmTotp: endpoint({
    method: 'POST',
    path: '/v1/auth/mfa/totp/confirm',
    access: 'user',
    status: 200,
    summary: 'Enable codes by entering one; answers the backup codes',
    body: CodeRequest,
    data: BackupCodes,
    rateLimit: rateLimits.mfa,
    reauthentication: 'always',
    errors: ['INVALID_CODE', 'ALREADY_ENABLED', 'CHALLENGE_INVALID', 'ACCOUNT_LOCKED', 'SECOND_FACTOR_GRANT_REQUIRED'],
  }),
  disableTotp: endpoint({
    method: 'DELETE',
    path: '/v1/auth/mfa/totp',
    access: 'user',
    status: 204,
    summary: 'Disable codes; backup codes go with them',
    rateLimit: rateLimits.mfa,
    reauthentication: 'always',
    errors: ['NOT_FOUND', 'LAST_SECOND_FACTOR'],
  }),
  renewBackupCodes: endpoint({
    method: 'POST',
    path: '/v1/auth/mfa/backup-codes',
    access: 'user',
    status: 200,
    summary: 'Replace all backup codes',
    data: BackupCodes,
    rateLimit: rateLimits.mfa,
    reauthentication: 'always',
    errors: ['NOT_FOUND'],
  }),
  stepUp: endpoint({
    method: 'POST',
    path: '/v1/auth/step-up',
    access: 'user',
    status: 200,
    summary: 'Prove again who you are, by password or code',
    body: StepUpRequest,
    data: StepUpResult,
    rateLimit: rateLimits.reauthentication,
    errors: ['WRONG_PASSWORD', 'INVALID_CODE', 'STEP_UP_REQUIRED', 'ACCOUNT_LOCKED', 'OVERLOADED'],
  }),
} as const;

/** Passkeys: for signing in without a password, as the second factor of a password sign-in, and for stepping up. */
export const passkeyEndpoints = {
  list: endpoint({
    method: 'GET',
    path: '/v1/auth/passkeys',
    access: 'user',
    status: 200,
    summary: 'Your passkeys',
    data: PasskeyList,
  }),
  registrationOptions: endpoint({
    method: 'POST',
    path: '/v1/auth/passkeys/registration-options',
    access: 'user',
    status: 200,
    summary: 'Options for `navigator.credentials.create`',
    data: WebAuthnJson,
    rateLimit: rateLimits.passkeys,
    reauthentication: 'always',
    errors: ['PASSKEY_REJECTED', 'SECOND_FACTOR_GRANT_REQUIRED'],
  }),
  add: endpoint({
    method: 'POST',
    path: '/v1/auth/passkeys',
    access: 'user',
    status: 201,
    summary: 'Add the passkey just created',
    body: AddPasskeyRequest,
    data: Passkey,
    rateLimit: rateLimits.passkeys,
    reauthentication: 'always',
    errors: ['CHALLENGE_INVALID', 'PASSKEY_REJECTED', 'SECOND_FACTOR_GRANT_REQUIRED'],
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/v1/auth/passkeys/:id',
    access: 'user',
    status: 204,
    summary: 'Remove a passkey',
    params: PasskeyParams,
    rateLimit: rateLimits.passkeys,
    reauthentication: 'always',
    errors: ['NOT_FOUND', 'LAST_SECOND_FACTOR', 'LAST_SIGN_IN_METHOD'],
  }),
  /** Names nobody: which accounts exist, or have passkeys, cannot be asked. */
  authenticationOptions: endpoint({
    method: 'POST',
    path: '/v1/auth/passkeys/authentication-options',
    access: 'public',
    status: 200,
    summary: 'Options for `navigator.credentials.get`',
    data: WebAuthnJson,
    rateLimit: { name: 'passkey-options', limit: 600, windowSeconds: 3600, by: 'ip' },
  }),
  /** For an account without a password. The passkey is one that finds its user by itself, and asks for a PIN, a finger or a face. */
  signUpOptions: endpoint({
    method: 'POST',
    path: '/v1/auth/passkeys/sign-up-options',
    access: 'public',
    status: 200,
    summary: 'Options for the passkey that an account is to be made with',
    body: PasskeySignUpOptionsRequest,
    data: WebAuthnJson,
    signInMethod: 'passkey',
    rateLimit: { name: 'passkey-sign-up-options', limit: 100, windowSeconds: 3600, by: 'ip' },
    proof: { purpose: 'register', counts: 'failures' },
    errors: ['USERNAME_TAKEN', 'EMAIL_TAKEN'],
  }),
  signUp: endpoint({
    method: 'POST',
    path: '/v1/auth/passkeys/sign-up',
    access: 'public',
    status: 201,
    summary: 'Create an account with the passkey just created, without a password, and sign in',
    body: PasskeySignUpRequest,
    data: CurrentUser,
    setsCookies: true,
    signInMethod: 'passkey',
    rateLimit: { name: 'register', limit: 100, windowSeconds: 3600, by: 'ip' },
    proof: { purpose: 'register', counts: 'all' },
    errors: ['CHALLENGE_INVALID', 'PASSKEY_REJECTED', 'USERNAME_TAKEN', 'EMAIL_TAKEN'],
  }),
  signIn: endpoint({
    method: 'POST',
    path: '/v1/auth/passkeys/sign-in',
    access: 'public',
    status: 200,
    summary: 'Sign in, or complete a sign-in, with a passkey',
    setsCookies: true,
    body: PasskeyAssertionRequest,
    data: CurrentUser,
    rateLimit: rateLimits.login,
    errors: ['CHALLENGE_INVALID', 'PASSKEY_REJECTED', 'SIGN_IN_METHOD_DISABLED'],
  }),
  stepUp: endpoint({
    method: 'POST',
    path: '/v1/auth/passkeys/step-up',
    access: 'user',
    status: 200,
    summary: 'Prove again who you are, by passkey',
    body: PasskeyAssertionRequest,
    data: StepUpResult,
    rateLimit: rateLimits.reauthentication,
    errors: ['CHALLENGE_INVALID', 'PASSKEY_REJECTED'],
  }),
} as const;
