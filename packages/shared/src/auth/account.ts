import { z } from 'zod';
import { endpoint } from '../http/endpoint.ts';
import { rateLimits } from '../rate-limits.ts';
import { Email, ExistingPassword, Id, NewPassword, Timestamp } from '../fields/fields.ts';
import { MailToken, PendingReset, ResetPasswordRequest } from './recovery.ts';
import { CurrentUser } from '../users.ts';
import { Page, pageFields } from '../http/page.ts';

/**
 * Pages of the web app that emails link to, as `${webOrigin}${path}#token=…`. The token is in the fragment because
 * browsers never send the fragment: it appears in no access log, no `Referer` and no link scanner's prefetch. The page
 * reads it, removes it from the address bar and POSTs it when the user clicks, never on load.
 */
export const mailLinkPaths = {
  /** → `verifyEmail` */
  verifyEmail: '/verify-email',
  /** For a changed address; also → `verifyEmail` */
  confirmEmail: '/confirm-email',
  /** → `resetPassword` */
  resetPassword: '/reset-password',
  /** → `reportCompromise` */
  notMe: '/not-me',
  /** A link that signs in; → `emailCode.verify` */
  emailCode: '/email-code',
  /** → `restoreAccount` */
  restoreAccount: '/restore-account',
} as const;

export const MailTokenRequest = z.strictObject({ token: MailToken }).meta({ id: 'MailTokenRequest' });
export type MailTokenRequest = z.infer<typeof MailTokenRequest>;

/** For responses that only confirm that the action was done. */
export const Done = z.object({ done: z.literal(true) }).meta({ id: 'Done' });
export type Done = z.infer<typeof Done>;

/**
 * The address is verified. `mustResetPassword`: the browser that opened the link was not signed in to this account, so
 * we do not know whether the user who reads this mailbox chose the password. The account's sessions have ended, its
 * password no longer works, and an email for choosing a new one is on its way to the verified address. To spare users
 * this, a page can offer to sign in first if nobody is signed in, and POST the token afterwards.
 */
export const EmailVerified = z
  .object({ done: z.literal(true), mustResetPassword: z.boolean() })
  .meta({ id: 'EmailVerified' });
export type EmailVerified = z.infer<typeof EmailVerified>;

export const ChangeEmailRequest = z
  .strictObject({ email: Email, password: ExistingPassword })
  .meta({ id: 'ChangeEmailRequest' });
export type ChangeEmailRequest = z.infer<typeof ChangeEmailRequest>;

export const ForgotPasswordRequest = z.strictObject({ email: Email }).meta({ id: 'ForgotPasswordRequest' });
export type ForgotPasswordRequest = z.infer<typeof ForgotPasswordRequest>;

export const ChangePasswordRequest = z
  .strictObject({ currentPassword: ExistingPassword, newPassword: NewPassword })
  .meta({ id: 'ChangePasswordRequest' });
export type ChangePasswordRequest = z.infer<typeof ChangePasswordRequest>;

/** One thing that happened on an account. */
export const SecurityEvent = z
  .object({
    id: Id,
    /** See `securityEventTypes`; a plain string, so that a page built today can show types added later. */
    type: z.string(),
    /** The session in which it happened or that it affected, if any. */
    sessionId: Id.nullable(),
    ipAddress: z.string().nullable(),
    userAgent: z.string().nullable(),
    /** The provider involved (`google`), if any. */
    provider: z.string().nullable(),
    createdAt: Timestamp,
  })
  .meta({ id: 'SecurityEvent' });
export type SecurityEvent = z.infer<typeof SecurityEvent>;

export const SecurityEventPage = Page(SecurityEvent, 'SecurityEventPage');
export type SecurityEventPage = z.infer<typeof SecurityEventPage>;

export const SecurityEventsQuery = z.strictObject({
  ...pageFields(20),
});
export type SecurityEventsQuery = z.infer<typeof SecurityEventsQuery>;

export const DeleteAccountRequest = z.strictObject({ password: ExistingPassword }).meta({ id: 'DeleteAccountRequest' });
export type DeleteAccountRequest = z.infer<typeof DeleteAccountRequest>;

/** The link in the email can restore the account until `purgeAt`; then everything is removed. */
export const AccountDeletion = z.object({ purgeAt: Timestamp }).meta({ id: 'AccountDeletion' });
export type AccountDeletion = z.infer<typeof AccountDeletion>;

/** Days between the deletion request and the removal of all data. */
export const deletionGraceDays = 14;

export const DataExportStatus = z.enum(['NONE', 'PENDING', 'READY', 'FAILED']).meta({ id: 'DataExportStatus' });
export type DataExportStatus = z.infer<typeof DataExportStatus>;

/** The data export of an account, which has at most one: a ZIP of JSON documents and of the files as stored. */
export const DataExport = z
  .object({
    status: DataExportStatus,
    requestedAt: Timestamp.optional(),
    /**
     * When READY, and only while the session's last reauthentication is fresh: the same URL as `exportDownload`
     * returns. Call that endpoint to learn which proof is required.
     */
    url: z.string().optional(),
    /** When READY: when the archive itself is removed. */
    expiresAt: Timestamp.optional(),
    /** When READY: size of the archive in bytes. */
    bytes: z.int().nonnegative().optional(),
  })
  .meta({ id: 'DataExport' });
export type DataExport = z.infer<typeof DataExport>;

/** Where to fetch the archive. */
export const DataExportDownload = z
  .object({
    /** Signed, relative to the site unless an object store serves it. Every call makes a fresh one. */
    url: z.string(),
    /** When the URL stops working, a few minutes later. */
    expiresAt: Timestamp,
  })
  .meta({ id: 'DataExportDownload' });
export type DataExportDownload = z.infer<typeof DataExportDownload>;

export const accountEndpoints = {
  verifyEmail: endpoint({
    method: 'POST',
    path: '/v1/auth/email/verify',
    access: 'public',
    status: 200,
    summary: 'Prove an e-mail address by the token mailed to it',
    body: MailTokenRequest,
    data: EmailVerified,
    rateLimit: rateLimits.emailToken,
    errors: ['TOKEN_INVALID', 'EMAIL_TAKEN'],
  }),
  /** Also for a new address that is not confirmed yet. Sends nothing if there is nothing to verify. */
  resendVerification: endpoint({
    method: 'POST',
    path: '/v1/auth/email/resend',
    access: 'user',
    status: 202,
    summary: 'Mail the verification link again',
    rateLimit: { name: 'verify-resend', limit: 30, windowSeconds: 3600, by: 'ip' },
  }),
  /** The address does not change until the link in the new mailbox is used. */
  changeEmail: endpoint({
    method: 'POST',
    path: '/v1/auth/email/change',
    access: 'user',
    status: 202,
    summary: 'Ask for another e-mail address',
    body: ChangeEmailRequest,
    rateLimit: { name: 'email-change', limit: 60, windowSeconds: 3600, by: 'user' },
    reauthentication: 'with-mfa',
    errors: ['WRONG_PASSWORD', 'EMAIL_TAKEN'],
  }),
  /** The same response in the same time, whether or not the account exists. */
  forgotPassword: endpoint({
    method: 'POST',
    path: '/v1/auth/password/forgot',
    access: 'public',
    status: 202,
    summary: 'Mail a link for choosing a new password',
    body: ForgotPasswordRequest,
    signInMethod: 'password',
    rateLimit: { name: 'password-forgot', limit: 30, windowSeconds: 3600, by: 'ip' },
    proof: { purpose: 'password-reset', counts: 'all' },
  }),
  /** Ends every session and does not sign in. If the password is refused (VALIDATION_ERROR), the token stays usable. */
  resetPassword: endpoint({
    method: 'POST',
    path: '/v1/auth/password/reset',
    access: 'public',
    status: 200,
    summary: 'Choose a new password by the token mailed for it',
    setsCookies: true,
    body: ResetPasswordRequest,
    data: Done,
    rateLimit: rateLimits.emailToken,
    errors: ['TOKEN_INVALID', 'INVALID_CODE', 'ACCOUNT_LOCKED'],
  }),
  /** Does not consume the token. */
  pendingReset: endpoint({
    method: 'POST',
    path: '/v1/auth/password/reset/questions',
    access: 'public',
    status: 200,
    summary: 'What choosing a new password by this token asks about',
    body: MailTokenRequest,
    data: PendingReset,
    rateLimit: rateLimits.emailToken,
    errors: ['TOKEN_INVALID'],
  }),
  /** Ends every other session; this one continues with new cookies. */
  changePassword: endpoint({
    method: 'POST',
    path: '/v1/auth/password/change',
    access: 'user',
    status: 200,
    summary: 'Choose a new password',
    body: ChangePasswordRequest,
    data: CurrentUser,
    setsCookies: true,
    rateLimit: { name: 'password-change', limit: 60, windowSeconds: 3600, by: 'user' },
    reauthentication: 'with-mfa',
    errors: ['WRONG_PASSWORD'],
  }),
  securityEvents: endpoint({
    method: 'GET',
    path: '/v1/users/me/security-events',
    access: 'user',
    status: 200,
    summary: 'What happened on your account, the latest first',
    query: SecurityEventsQuery,
    data: SecurityEventPage,
  }),
  /** Ends every session, makes the password unusable and mails a link for choosing a new one. */
  reportCompromise: endpoint({
    method: 'POST',
    path: '/v1/auth/security/disown',
    access: 'public',
    status: 200,
    summary: 'Say “this wasn’t me” by the token mailed with a notice',
    body: MailTokenRequest,
    data: Done,
    rateLimit: rateLimits.emailToken,
    errors: ['TOKEN_INVALID'],
  }),
  /** Signs out everywhere at once and hides the profile; everything is removed at `purgeAt`. */
  deleteAccount: endpoint({
    method: 'DELETE',
    path: '/v1/users/me',
    access: 'user',
    status: 202,
    summary: 'Delete your account',
    body: DeleteAccountRequest,
    data: AccountDeletion,
    setsCookies: true,
    reauthentication: 'with-mfa',
    errors: ['WRONG_PASSWORD', 'LAST_ADMIN'],
  }),
  /** Does not sign in: the user signs in with the password as before. */
  restoreAccount: endpoint({
    method: 'POST',
    path: '/v1/users/restore',
    access: 'public',
    status: 200,
    summary: 'Undo the deletion of an account by the token mailed for it',
    body: MailTokenRequest,
    data: Done,
    rateLimit: rateLimits.emailToken,
    errors: ['TOKEN_INVALID'],
  }),
  /** While an export is PENDING, another request changes nothing. */
  requestExport: endpoint({
    method: 'POST',
    path: '/v1/users/me/export',
    access: 'user',
    status: 202,
    summary: 'Ask for an archive of everything stored about you',
    rateLimit: { name: 'export', limit: 5, windowSeconds: 86_400, by: 'user' },
    reauthentication: 'always',
  }),
  dataExport: endpoint({
    method: 'GET',
    path: '/v1/users/me/export',
    access: 'user',
    status: 200,
    summary: 'How far your data export is',
    data: DataExport,
  }),
  /** Everything about a user in one file, so a borrowed or stolen session cannot download it. */
  exportDownload: endpoint({
    method: 'GET',
    path: '/v1/users/me/export/download',
    access: 'user',
    status: 200,
    summary: 'Where to fetch your data export; needs a fresh proof of who you are',
    data: DataExportDownload,
    reauthentication: 'always',
    errors: ['NOT_FOUND'],
  }),
} as const;
