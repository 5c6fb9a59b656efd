import { z } from 'zod';
import { endpoint } from '../http/endpoint.ts';
import { rateLimits } from '../rate-limits.ts';
import { Email, OneTimeCode } from '../fields/fields.ts';
import { CurrentUser } from '../users.ts';
import { CodeRequest, StepUpResult } from './mfa.ts';
import { MailToken } from './recovery.ts';

/** For so long a code that was mailed, and the link beside it, can be used. */
export const emailCodeMinutes = 10;

export const EmailCodeRequest = z.strictObject({ email: Email }).meta({ id: 'EmailCodeRequest' });
export type EmailCodeRequest = z.infer<typeof EmailCodeRequest>;

/** The code as it was typed, with the address it was mailed to; or the token of the link that came with it. */
export const VerifyEmailCodeRequest = z
  .strictObject({ email: Email.optional(), code: OneTimeCode.optional(), token: MailToken.optional() })
  .refine(
    ({ email, code, token }) =>
      token === undefined ? email !== undefined && code !== undefined : email === undefined && code === undefined,
    { error: 'Send either the e-mail and the code, or the token of the link.' },
  )
  .meta({ id: 'VerifyEmailCodeRequest' });
export type VerifyEmailCodeRequest = z.infer<typeof VerifyEmailCodeRequest>;

/**
 * Signing in by a code that is mailed. `request` says the same, at the same price, whether or not there is such an account;
 * a cookie that comes along binds the code, and the link beside it, to this browser. Of a browser's codes for one address the
 * newest counts. `verify` answers as `login` does, `MFA_REQUIRED` included; a link that is opened in another browser fails as
 * `OTHER_BROWSER` and uses nothing up. `stepUp` is a fresh proof for accounts that have no password.
 */
export const emailCodeEndpoints = {
  request: endpoint({
    method: 'POST',
    path: '/v1/auth/email-code/request',
    access: 'public',
    status: 202,
    summary: 'Mail a code for signing in',
    body: EmailCodeRequest,
    setsCookies: true,
    signInMethod: 'email-code',
    rateLimit: { name: 'email-code', limit: 60, windowSeconds: 3600, by: 'ip' },
    proof: { purpose: 'login', counts: 'all' },
  }),
  verify: endpoint({
    method: 'POST',
    path: '/v1/auth/email-code/verify',
    access: 'public',
    status: 200,
    summary: 'Sign in by a code that was mailed, or by the link beside it',
    body: VerifyEmailCodeRequest,
    data: CurrentUser,
    setsCookies: true,
    signInMethod: 'email-code',
    rateLimit: rateLimits.login,
    proof: { purpose: 'login', counts: 'failures' },
    errors: ['INVALID_CODE', 'TOKEN_INVALID', 'OTHER_BROWSER', 'MFA_REQUIRED', 'ACCOUNT_LOCKED'],
  }),
  stepUp: endpoint({
    method: 'POST',
    path: '/v1/auth/email-code/step-up',
    access: 'user',
    status: 200,
    summary: 'Prove again who you are, by a code mailed to your address',
    body: CodeRequest,
    data: StepUpResult,
    signInMethod: 'email-code',
    rateLimit: rateLimits.reauthentication,
    errors: ['INVALID_CODE', 'STEP_UP_REQUIRED', 'ACCOUNT_LOCKED'],
  }),
} as const;
