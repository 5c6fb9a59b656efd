import { z } from 'zod';
import { endpoint } from '../http/endpoint.ts';
import { rateLimits } from '../rate-limits.ts';
import { ExistingPassword, MailedCode, OneTimeCode, Timestamp } from '../fields/fields.ts';
import { CurrentUser } from '../users.ts';

/** Kinds of second factor. */
export const MfaMethod = z.enum(['TOTP', 'BACKUP_CODE', 'PASSKEY']).meta({ id: 'MfaMethod' });
export type MfaMethod = z.infer<typeof MfaMethod>;

export const MfaStatus = z
  .object({
    totp: z.object({ enabled: z.boolean(), enabledAt: Timestamp.nullable() }),
    /** How many are unused; backup codes exist from the moment TOTP is enabled. */
    backupCodesLeft: z.int().nonnegative(),
    passkeys: z.int().nonnegative(),
    /** Whether your role's permissions require this session to prove one; until then endpoints fail as `SECOND_FACTOR_REQUIRED`. */
    requiredByRole: z.boolean(),
    /** Whether this session proved one: at sign-in, or later with a code or a passkey that verified its user. */
    provenInSession: z.boolean(),
  })
  .meta({ id: 'MfaStatus' });
export type MfaStatus = z.infer<typeof MfaStatus>;

/** The data for an authenticator app. Shown once; nothing is enabled until a code confirms it. */
export const TotpSetup = z.object({ secret: z.string(), uri: z.string() }).meta({ id: 'TotpSetup' });
export type TotpSetup = z.infer<typeof TotpSetup>;

export const CodeRequest = z.strictObject({ code: OneTimeCode }).meta({ id: 'CodeRequest' });
export type CodeRequest = z.infer<typeof CodeRequest>;

/**
 * `mailCode`: the code from the email sent with `MAIL_CONFIRMATION_REQUIRED`, which follows too many wrong codes from
 * the app. Not needed with a backup code.
 */
export const VerifyCodeRequest = z
  .strictObject({ code: OneTimeCode, mailCode: MailedCode.optional() })
  .meta({ id: 'VerifyCodeRequest' });
export type VerifyCodeRequest = z.infer<typeof VerifyCodeRequest>;

/** The codes are shown once; each works once. */
export const BackupCodes = z.object({ codes: z.array(z.string()) }).meta({ id: 'BackupCodes' });
export type BackupCodes = z.infer<typeof BackupCodes>;

/**
 * Proof for a sensitive action: the password or, if codes from an app are enabled, a code, because a password alone is
 * not enough then. Passkeys, linked accounts and emailed codes have their own endpoints. `details.methods` of
 * `STEP_UP_REQUIRED` lists the accepted ones: `PASSWORD`, `IDENTITY`, `EMAIL_CODE` or methods of `MfaMethod`.
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

/** For how many minutes a proof is valid. Signing in is a proof too. */
export const reauthenticationMinutes = 10;

/**
 * Second factors. If the password is right and codes from an app are enabled, `login` responds with 401 `MFA_REQUIRED`,
 * `details.methods` and a short-lived httpOnly challenge cookie; `verify` (or the passkey pair) completes that sign-in.
 * Passkeys alone do not cause this: a password still signs in. Actions marked with `STEP_UP_REQUIRED` require a proof
 * not older than `reauthenticationMinutes`.
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
