import { z } from 'zod';
import { lineOf, Text, Timestamp } from '../fields/fields.ts';
import { endpoint } from '../http/endpoint.ts';
import { rateLimits } from '../rate-limits.ts';
import { NewPersonalToken, ScopeInfo, TokenScopes } from './personal-tokens.ts';

/**
 * How a program without a browser of its own is given a personal access token (the flow of RFC 8628, in the envelope of this API): it
 * asks for two codes, shows the short one, and asks with the long one until its user has typed the short one on a page
 * where they are signed in.
 */
export const devicePath = '/device';

/** For how many seconds the codes can be used. */
export const deviceCodeSeconds = 600;
/** How many seconds to wait between two questions; each one that comes too early adds as many. */
export const devicePollSeconds = 5;
/** For how many days the token works. */
export const deviceTokenDays = 90;

export const DeviceAuthorizationRequest = z
  .strictObject({
    /** What the user is told that asks, and what the token is called. Nobody has proven it. */
    clientName: lineOf({ max: 64, empty: 'Say which program asks.' }).meta({ examples: ['Backup on tower'] }),
    scopes: TokenScopes,
  })
  .meta({ id: 'DeviceAuthorizationRequest' });
export type DeviceAuthorizationRequest = z.infer<typeof DeviceAuthorizationRequest>;

export const DeviceAuthorization = z
  .object({
    /** For the program alone. */
    deviceCode: z.string(),
    /** To be typed by the user; case and dashes do not matter. */
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

/** The letters that such codes are made of: none that is read as another, or makes a word. */
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

/** What is asked of the user. */
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
  /** Changes nothing: a POST, so that the code stands in no address. */
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
