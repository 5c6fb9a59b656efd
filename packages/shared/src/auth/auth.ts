import { z } from 'zod';
import { endpoint } from '../http/endpoint.ts';
import { rateLimits } from '../rate-limits.ts';
import {
  DisplayName,
  Email,
  ExistingPassword,
  Id,
  Identifier,
  NewPassword,
  Timestamp,
  Username,
} from '../fields/fields.ts';
import { CurrentUser } from '../users.ts';

export const RegisterRequest = z
  .strictObject({ username: Username, email: Email, password: NewPassword, displayName: DisplayName.optional() })
  .meta({ id: 'RegisterRequest' });
export type RegisterRequest = z.infer<typeof RegisterRequest>;

export const LoginRequest = z
  .strictObject({
    identifier: Identifier,
    password: ExistingPassword,
  })
  .meta({ id: 'LoginRequest' });
export type LoginRequest = z.infer<typeof LoginRequest>;

/** One signed-in device. */
export const SessionInfo = z
  .object({
    id: Id,
    current: z.boolean(),
    userAgent: z.string().nullable(),
    ipAddress: z.string().nullable(),
    createdAt: Timestamp,
    lastUsedAt: Timestamp,
    expiresAt: Timestamp,
    /** ACTIVE while a page on the device follows `GET /v1/events`; null when this is unknown at the moment. */
    presence: z.enum(['ACTIVE', 'AWAY']).nullable(),
  })
  .meta({ id: 'SessionInfo' });
export type SessionInfo = z.infer<typeof SessionInfo>;

export const SessionList = z.object({ items: z.array(SessionInfo) }).meta({ id: 'SessionList' });
export type SessionList = z.infer<typeof SessionList>;

export const SessionParams = z.strictObject({ id: Id });
export type SessionParams = z.infer<typeof SessionParams>;

export const authEndpoints = {
  register: endpoint({
    method: 'POST',
    path: '/v1/auth/register',
    access: 'public',
    status: 201,
    summary: 'Create an account and sign in',
    setsCookies: true,
    body: RegisterRequest,
    data: CurrentUser,
    rateLimit: { name: 'register', limit: 100, windowSeconds: 3600, by: 'ip' },
    proof: { purpose: 'register', counts: 'all' },
    hashesPassword: true,
    signInMethod: 'password',
    errors: ['USERNAME_TAKEN', 'EMAIL_TAKEN'],
  }),
  login: endpoint({
    method: 'POST',
    path: '/v1/auth/login',
    access: 'public',
    status: 200,
    summary: 'Sign in with a username or e-mail and a password',
    setsCookies: true,
    body: LoginRequest,
    data: CurrentUser,
    rateLimit: rateLimits.login,
    proof: { purpose: 'login', counts: 'failures' },
    hashesPassword: true,
    signInMethod: 'password',
    errors: ['INVALID_CREDENTIALS', 'MFA_REQUIRED', 'ACCOUNT_LOCKED'],
  }),
  refresh: endpoint({
    method: 'POST',
    path: '/v1/auth/refresh',
    access: 'public',
    status: 200,
    summary: 'Exchange the refresh cookie for new cookies',
    setsCookies: true,
    data: CurrentUser,
    rateLimit: { name: 'refresh', limit: 600, windowSeconds: 60, by: 'ip' },
    errors: ['REFRESH_INVALID', 'REFRESH_REUSED'],
  }),
  logout: endpoint({
    method: 'POST',
    path: '/v1/auth/logout',
    access: 'public',
    status: 204,
    summary: 'End this session and clear its cookies',
    setsCookies: true,
    rateLimit: { name: 'logout', limit: 600, windowSeconds: 60, by: 'ip' },
  }),
  me: endpoint({
    method: 'GET',
    path: '/v1/auth/me',
    access: 'user',
    scope: 'profile:read',
    status: 200,
    summary: 'The signed-in person',
    data: CurrentUser,
  }),
  sessions: endpoint({
    method: 'GET',
    path: '/v1/auth/sessions',
    access: 'user',
    status: 200,
    summary: 'Your signed-in devices',
    data: SessionList,
  }),
  revokeSession: endpoint({
    method: 'DELETE',
    path: '/v1/auth/sessions/:id',
    access: 'user',
    status: 204,
    summary: 'Sign out one device',
    params: SessionParams,
    rateLimit: rateLimits.sessions,
    errors: ['NOT_FOUND'],
  }),
  revokeOtherSessions: endpoint({
    method: 'DELETE',
    path: '/v1/auth/sessions',
    access: 'user',
    status: 204,
    summary: 'Sign out every other device',
    rateLimit: rateLimits.sessions,
  }),
} as const;
