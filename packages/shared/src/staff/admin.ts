import { z } from 'zod';
import { SecurityEvent, SecurityEventsQuery } from '../auth/account.ts';
import { exportAudit } from './audit.ts';
import { endpoint } from '../http/endpoint.ts';
import { rateLimits } from '../rate-limits.ts';
import { Id, Reason, SearchText, Timestamp } from '../fields/fields.ts';
import { Role } from '../users.ts';
import { Page, pageFields } from '../http/page.ts';

/** A user, as staff sees them. */
export const AdminUser = z
  .object({
    id: Id,
    username: z.string(),
    email: z.string().nullable(),
    displayName: z.string().nullable(),
    avatarUrl: z.string().nullable(),
    isVerified: z.boolean(),
    role: Role,
    createdAt: Timestamp,
    suspendedAt: Timestamp.nullable(),
    suspendedReason: z.string().nullable(),
    deletedAt: Timestamp.nullable(),
    /** If the account is locked after failed sign-ins: until when. */
    lockedUntil: Timestamp.nullable(),
    liveSessions: z.int().nonnegative(),
  })
  .meta({ id: 'AdminUser' });
export type AdminUser = z.infer<typeof AdminUser>;

export const AdminUserPage = Page(AdminUser, 'AdminUserPage');
export type AdminUserPage = z.infer<typeof AdminUserPage>;

export const AdminUserState = z.enum(['ACTIVE', 'SUSPENDED', 'DELETED']).meta({ id: 'AdminUserState' });
export type AdminUserState = z.infer<typeof AdminUserState>;

export const AdminUsersQuery = z.strictObject({
  /** The beginning of a username or e-mail, or a whole id. */
  search: SearchText.optional(),
  role: Role.optional(),
  state: AdminUserState.optional(),
  ...pageFields(20),
});
export type AdminUsersQuery = z.infer<typeof AdminUsersQuery>;

/** The size of the platform. Counting takes long, so the numbers can be a minute old. */
export const AdminOverview = z
  .object({
    /** Includes suspended users, but not those who asked for deletion. */
    users: z.int().nonnegative(),
    suspendedUsers: z.int().nonnegative(),
    images: z.int().nonnegative(),
    /** All sizes of all images and avatars together. */
    storedBytes: z.int().nonnegative(),
    countedAt: Timestamp,
  })
  .meta({ id: 'AdminOverview' });
export type AdminOverview = z.infer<typeof AdminOverview>;

export const AdminUserParams = z.strictObject({ id: Id });
export type AdminUserParams = z.infer<typeof AdminUserParams>;

export const SuspendRequest = z.strictObject({ reason: Reason }).meta({ id: 'SuspendRequest' });
export type SuspendRequest = z.infer<typeof SuspendRequest>;

export const ChangeRoleRequest = z.strictObject({ role: Role }).meta({ id: 'ChangeRoleRequest' });
export type ChangeRoleRequest = z.infer<typeof ChangeRoleRequest>;

/** As the user sees it, with the actor if that was somebody else. */
export const AdminSecurityEvent = SecurityEvent.extend({ actorId: Id.nullable() }).meta({ id: 'AdminSecurityEvent' });
export type AdminSecurityEvent = z.infer<typeof AdminSecurityEvent>;

export const AdminSecurityEventPage = Page(AdminSecurityEvent, 'AdminSecurityEventPage');
export type AdminSecurityEventPage = z.infer<typeof AdminSecurityEventPage>;

/** An event that a subscriber could not handle: what happened, which subscriber failed, and why. */
export const DeadEvent = z
  .object({
    id: Id,
    eventId: Id,
    subject: z.string(),
    /** Name of the subscriber. */
    subscriber: z.string(),
    /** The event's data: ids. */
    data: z.record(z.string(), z.unknown()),
    occurredAt: Timestamp,
    failedAt: Timestamp,
    attempts: z.int().positive(),
    /** The error of the last attempt, in one line. */
    lastError: z.string(),
    /** Whether a retry is running right now. */
    isRetrying: z.boolean(),
  })
  .meta({ id: 'DeadEvent' });
export type DeadEvent = z.infer<typeof DeadEvent>;

export const DeadEventPage = Page(DeadEvent, 'DeadEventPage');
export type DeadEventPage = z.infer<typeof DeadEventPage>;

/** Newest first. */
export const DeadEventsQuery = z.strictObject({
  subscriber: SearchText.optional(),
  ...pageFields(20),
});
export type DeadEventsQuery = z.infer<typeof DeadEventsQuery>;

export const DeadEventParams = z.strictObject({ id: Id });

/** The outcome of a retry, if it took at most ten seconds; otherwise `RUNNING`. */
export const DeadEventRetry = z
  .object({
    outcome: z.enum(['HANDLED', 'FAILED', 'RUNNING']),
    /** Its current state; null once it is handled. */
    deadEvent: DeadEvent.nullable(),
  })
  .meta({ id: 'DeadEventRetry' });
export type DeadEventRetry = z.infer<typeof DeadEventRetry>;

/**
 * User administration. Moderators find everybody; they read the records of ordinary members and act on them. Administrators do
 * so with everybody, but nobody acts on themselves. Changes require a fresh proof. Every act is a SecurityEvent of the user
 * concerned, with the actor's id. Only administrators see dead events; what they do about them is a SecurityEvent of their own.
 */
export const adminEndpoints = {
  users: endpoint({
    method: 'GET',
    path: '/v1/admin/users',
    access: 'mod',
    status: 200,
    summary: 'Find people',
    query: AdminUsersQuery,
    data: AdminUserPage,
  }),
  overview: endpoint({
    method: 'GET',
    path: '/v1/admin/overview',
    access: 'mod',
    status: 200,
    summary: 'How large the platform is, counted at most a minute ago',
    data: AdminOverview,
  }),
  user: endpoint({
    method: 'GET',
    path: '/v1/admin/users/:id',
    access: 'mod',
    status: 200,
    summary: 'One person',
    params: AdminUserParams,
    data: AdminUser,
    errors: ['NOT_FOUND'],
  }),
  suspend: endpoint({
    method: 'POST',
    path: '/v1/admin/users/:id/suspend',
    access: 'mod',
    status: 200,
    summary: 'Suspend a person; their sessions end at once',
    params: AdminUserParams,
    body: SuspendRequest,
    data: AdminUser,
    rateLimit: rateLimits.admin,
    reauthentication: 'always',
    errors: ['NOT_FOUND', 'FORBIDDEN'],
  }),
  unsuspend: endpoint({
    method: 'POST',
    path: '/v1/admin/users/:id/unsuspend',
    access: 'mod',
    status: 200,
    summary: 'Lift a suspension',
    params: AdminUserParams,
    data: AdminUser,
    rateLimit: rateLimits.admin,
    reauthentication: 'always',
    errors: ['NOT_FOUND', 'FORBIDDEN'],
  }),
  unlock: endpoint({
    method: 'POST',
    path: '/v1/admin/users/:id/unlock',
    access: 'mod',
    status: 200,
    summary: 'Forget failed sign-ins, so that a locked account can sign in',
    params: AdminUserParams,
    data: AdminUser,
    rateLimit: rateLimits.admin,
    reauthentication: 'always',
    errors: ['NOT_FOUND', 'FORBIDDEN'],
  }),
  resetSecondFactors: endpoint({
    method: 'POST',
    path: '/v1/admin/users/:id/second-factors/reset',
    access: 'admin',
    status: 200,
    summary: 'Remove code app, backup codes and passkeys of a person who lost them; their sessions end',
    params: AdminUserParams,
    data: AdminUser,
    rateLimit: rateLimits.admin,
    reauthentication: 'always',
    errors: ['NOT_FOUND', 'FORBIDDEN'],
  }),
  changeRole: endpoint({
    method: 'POST',
    path: '/v1/admin/users/:id/role',
    access: 'admin',
    status: 200,
    summary: 'Give a person another role',
    params: AdminUserParams,
    body: ChangeRoleRequest,
    data: AdminUser,
    rateLimit: rateLimits.admin,
    reauthentication: 'always',
    errors: ['NOT_FOUND', 'FORBIDDEN'],
  }),
  securityEvents: endpoint({
    method: 'GET',
    path: '/v1/admin/users/:id/security-events',
    access: 'mod',
    status: 200,
    summary: 'What happened on an account',
    params: AdminUserParams,
    query: SecurityEventsQuery,
    data: AdminSecurityEventPage,
    errors: ['NOT_FOUND', 'FORBIDDEN'],
  }),
  deadEvents: endpoint({
    method: 'GET',
    path: '/v1/admin/dead-events',
    access: 'admin',
    status: 200,
    summary: 'Events that a subscriber could not handle',
    query: DeadEventsQuery,
    data: DeadEventPage,
  }),
  retryDeadEvent: endpoint({
    method: 'POST',
    path: '/v1/admin/dead-events/:id/retry',
    access: 'admin',
    status: 200,
    summary: 'Have its subscriber handle an event after all; it is gone once that succeeds',
    params: DeadEventParams,
    data: DeadEventRetry,
    rateLimit: rateLimits.admin,
    reauthentication: 'always',
    errors: ['NOT_FOUND', 'FORBIDDEN', 'RETRY_IN_PROGRESS', 'SUBSCRIBER_UNKNOWN'],
  }),
  discardDeadEvent: endpoint({
    method: 'DELETE',
    path: '/v1/admin/dead-events/:id',
    access: 'admin',
    status: 204,
    summary: 'Give up an event for good',
    params: DeadEventParams,
    rateLimit: rateLimits.admin,
    reauthentication: 'always',
    errors: ['NOT_FOUND', 'FORBIDDEN'],
  }),
  exportAudit,
} as const;
