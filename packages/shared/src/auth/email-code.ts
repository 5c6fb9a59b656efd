import { z } from 'zod';
import { endpoint } from '../http/endpoint.ts';
import { rateLimits } from '../rate-limits.ts';
import { Email, OneTimeCode } from '../fields/fields.ts';
import { CurrentUser } from '../users.ts';
import { CodeRequest, StepUpResult } from './mfa.ts';
import { MailToken } from './recovery.ts';

/** For how many minutes an emailed code, and the link with it, can be used. */
export const emailCodeMinutes = 10;

export const EmailCodeRequest = z.strictObject({ email: Email }).meta({ id: 'EmailCodeRequest' });
export type EmailCodeRequest = z.infer<typeof EmailCodeRequest>;

/** Either the code as typed, with the address it was mailed to, or the token of the link in the same email. */
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
 * Signing in with an emailed code. `request` returns the same response, at the same cost, whether or not the account exists. It
 * sets a cookie that binds the code, and the link with it, to this browser. Of the codes a browser requested for one address,
 * only the newest is valid. `verify` responds as `login` does, `MFA_REQUIRED` included. A link opened in another browser fails
 * as `OTHER_BROWSER` and consumes nothing. `stepUp` is a fresh proof for accounts without a password.
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
