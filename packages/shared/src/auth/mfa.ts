import { z } from 'zod';
import { endpoint } from '../http/endpoint.ts';
import { rateLimits } from '../rate-limits.ts';
import { ExistingPassword, MailedCode, OneTimeCode, Timestamp } from '../fields/fields.ts';
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
