import { z } from 'zod';
import { endpoint } from './http/endpoint.ts';
import { Language } from './fields/language.ts';
import { rateLimits } from './rate-limits.ts';
import { DisplayName, Id, Text, Timestamp, Username } from './fields/fields.ts';

export const Role = z.enum(['USER', 'MOD', 'ADMIN']).meta({ id: 'Role' });
export type Role = z.infer<typeof Role>;

/** The signed-in user, as seen by themselves. */
export const CurrentUser = z
  .object({
    id: Id,
    username: z.string(),
    /** Null for an account whose address was handed over to its proven owner; it signs in by username. */
    email: z.string().nullable(),
    displayName: z.string().nullable(),
    avatarUrl: z.string().nullable(),
    isVerified: z.boolean(),
    role: Role,
    /** The language of pages and emails. Null: the one that the browser asks for. */
    language: Language.nullable(),
    createdAt: Timestamp,
  })
  .meta({ id: 'CurrentUser' });
export type CurrentUser = z.infer<typeof CurrentUser>;

/** A user, as seen by anyone: no e-mail, no state of the account. */
export const PublicProfile = z
  .object({
    id: Id,
    username: z.string(),
    displayName: z.string().nullable(),
    avatarUrl: z.string().nullable(),
    createdAt: Timestamp,
  })
  .meta({ id: 'PublicProfile' });
export type PublicProfile = z.infer<typeof PublicProfile>;

export const UpdateProfileRequest = z
  .strictObject({
    displayName: DisplayName.nullable().optional(),
    language: Language.nullable().optional(),
  })
  .meta({ id: 'UpdateProfileRequest' });
export type UpdateProfileRequest = z.infer<typeof UpdateProfileRequest>;

/** Accepts any text: for a name that could never be registered the response is a reason, not an error. */
export const UsernameAvailabilityQuery = z.strictObject({ username: Text.max(200) });
export type UsernameAvailabilityQuery = z.infer<typeof UsernameAvailabilityQuery>;

export const UsernameAvailability = z
  .object({ available: z.boolean(), reason: z.enum(['TAKEN', 'RESERVED', 'INVALID']).optional() })
  .meta({ id: 'UsernameAvailability' });
export type UsernameAvailability = z.infer<typeof UsernameAvailability>;

export const UsernameParams = z.strictObject({ username: Username });
export type UsernameParams = z.infer<typeof UsernameParams>;

export const userEndpoints = {
  availability: endpoint({
    method: 'GET',
    path: '/v1/users/availability',
    access: 'public',
    status: 200,
    summary: 'Whether a username can be registered',
    query: UsernameAvailabilityQuery,
    data: UsernameAvailability,
    rateLimit: { name: 'availability', limit: 600, windowSeconds: 60, by: 'ip' },
  }),
  profile: endpoint({
    method: 'GET',
    path: '/v1/users/:username',
    access: 'public',
    status: 200,
    summary: 'The public profile of a person',
    params: UsernameParams,
    data: PublicProfile,
    rateLimit: { name: 'profile-view', limit: 600, windowSeconds: 60, by: 'ip' },
    errors: ['NOT_FOUND'],
  }),
  updateMe: endpoint({
    method: 'PATCH',
    path: '/v1/users/me',
    access: 'user',
    scope: 'profile:write',
    status: 200,
    summary: 'Change your own profile',
    body: UpdateProfileRequest,
    data: CurrentUser,
    rateLimit: { name: 'profile', limit: 120, windowSeconds: 60, by: 'user' },
  }),
  removeAvatar: endpoint({
    method: 'DELETE',
    path: '/v1/users/me/avatar',
    access: 'user',
    scope: 'profile:write',
    status: 200,
    summary: 'Remove your own avatar',
    data: CurrentUser,
    rateLimit: rateLimits.avatar,
  }),
} as const;
