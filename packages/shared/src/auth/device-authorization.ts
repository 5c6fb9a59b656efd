import { z } from 'zod';
import { lineOf, Text, Timestamp } from '../fields/fields.ts';
import { endpoint } from '../http/endpoint.ts';
import { rateLimits } from '../rate-limits.ts';
import { NewPersonalToken, ScopeInfo, TokenScopes } from './personal-tokens.ts';

/**
 * How a program without a browser gets a personal access token (the flow of RFC 8628, in the envelope of this API). The
 * program requests two codes and shows the short one. It polls with the long one until the user has typed the short one
 * on a page where they are signed in.
 */
export const devicePath = '/device';

/** For how many seconds the codes are valid. */
export const deviceCodeSeconds = 600;
/** How many seconds to wait between two polls; each poll that comes too early adds the same again. */
export const devicePollSeconds = 5;
/** For how many days the token is valid. */
export const deviceTokenDays = 90;

export const DeviceAuthorizationRequest = z
  .strictObject({
    /** The name of the program shown to the user, and the name of the token. It is not verified. */
    clientName: lineOf({ max: 64, empty: 'Say which program asks.' }).meta({ examples: ['Backup on tower'] }),
    scopes: TokenScopes,
  })
  .meta({ id: 'DeviceAuthorizationRequest' });
export type DeviceAuthorizationRequest = z.infer<typeof DeviceAuthorizationRequest>;

export const DeviceAuthorization = z
  .object({
    /** Known only to the program. */
    deviceCode: z.string(),
    /** Typed by the user; case and dashes do not matter. */
    userCode: z.string(),
    /** Where the user types it. */
    verificationUri: z.string(),
    expiresInSeconds: z.int().positive(),
    intervalSeconds: z.int().positive(),
  })
  .meta({ id: 'DeviceAuthorization' });
export type DeviceAuthorization = z.infer<typeof DeviceAuthorization>;

export const DeviceTokenRequest = z
  .strictObject({ deviceCode: Text.max(100).meta({ examples: ['QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo'] }) })
  .meta({ id: 'DeviceTokenRequest' });
export type DeviceTokenRequest = z.infer<typeof DeviceTokenRequest>;

/** The letters that user codes consist of: none can be mistaken for another, and they cannot form words. */
export const userCodeAlphabet = 'BCDFGHJKLMNPQRSTVWXZ';
export const userCodeLength = 8;

export const UserCodeRequest = z
  .strictObject({
    userCode: z
      .string()
      .max(64)
      .overwrite((code) => code.toUpperCase().replace(/[\s-]/g, ''))
      .regex(new RegExp(`^[${userCodeAlphabet}]{${userCodeLength}}$`), {
        error: 'Enter the eight letters of the code.',
      })
      .meta({ examples: ['BCDF-GHJK'] }),
  })
  .meta({ id: 'UserCodeRequest' });
export type UserCodeRequest = z.infer<typeof UserCodeRequest>;

/** What the user is asked to approve. */
export const PendingDevice = z
  .object({ clientName: z.string(), scopes: z.array(ScopeInfo), expiresAt: Timestamp })
  .meta({ id: 'PendingDevice' });
export type PendingDevice = z.infer<typeof PendingDevice>;

export const deviceEndpoints = {
  begin: endpoint({
    method: 'POST',
    path: '/v1/auth/device',
    access: 'public',
    status: 201,
    summary: 'Begin to ask a user for a token, from a program without a browser',
    body: DeviceAuthorizationRequest,
    data: DeviceAuthorization,
    rateLimit: { name: 'device-begin', limit: 60, windowSeconds: 3600, by: 'ip' },
  }),
  token: endpoint({
    method: 'POST',
    path: '/v1/auth/device/token',
    access: 'public',
    status: 201,
    summary: 'Take the token, once the user has agreed; to be repeated until then',
    body: DeviceTokenRequest,
    data: NewPersonalToken,
    toldOnce: true,
    rateLimit: { name: 'device-token', limit: 600, windowSeconds: 600, by: 'ip' },
    errors: ['DEVICE_PENDING', 'DEVICE_SLOW_DOWN', 'DEVICE_DENIED', 'DEVICE_CODE_INVALID', 'TOKEN_LIMIT_REACHED'],
  }),
  /** Changes nothing. It is a POST so that the code appears in no URL. */
  lookUp: endpoint({
    method: 'POST',
    path: '/v1/auth/device/pending',
    access: 'user',
    status: 200,
    summary: 'Which program asks by this code, and for what',
    body: UserCodeRequest,
    data: PendingDevice,
    rateLimit: rateLimits.userCodes,
    errors: ['DEVICE_CODE_INVALID'],
  }),
  approve: endpoint({
    method: 'POST',
    path: '/v1/auth/device/approve',
    access: 'user',
    status: 204,
    summary: 'Let the program have a token of yours',
    body: UserCodeRequest,
    rateLimit: rateLimits.userCodes,
    reauthentication: 'always',
    errors: ['DEVICE_CODE_INVALID'],
  }),
  deny: endpoint({
    method: 'POST',
    path: '/v1/auth/device/deny',
    access: 'user',
    status: 204,
    summary: 'Refuse the program a token',
    body: UserCodeRequest,
    rateLimit: rateLimits.userCodes,
    errors: ['DEVICE_CODE_INVALID'],
  }),
} as const;
