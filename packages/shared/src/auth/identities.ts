import { z } from 'zod';
import { endpoint } from '../http/endpoint.ts';
import { rateLimits } from '../rate-limits.ts';
import { Email, Id, Text, Timestamp, Username } from '../fields/fields.ts';
import { imageErrors, Upload } from '../uploads/uploads.ts';
import { CurrentUser } from '../users.ts';
import { signInMethods } from '../sign-in-methods.ts';

/** The name of a provider in URLs and code, such as `google`. */
export const ProviderId = Text.regex(/^[a-z][a-z0-9-]{0,31}$/, {
  error: 'This is not the name of a provider.',
}).meta({ examples: ['google'] });

/** An identity provider that this installation is configured to trust. */
export const IdentityProvider = z.object({ id: z.string(), name: z.string() }).meta({ id: 'IdentityProvider' });
export type IdentityProvider = z.infer<typeof IdentityProvider>;

/** `methods`: the sign-in methods that need no provider. */
export const IdentityProviderList = z
  .object({ items: z.array(IdentityProvider), methods: z.array(z.enum(signInMethods)) })
  .meta({ id: 'IdentityProviderList' });
export type IdentityProviderList = z.infer<typeof IdentityProviderList>;

export const AuthorizationRequest = z.strictObject({ provider: ProviderId }).meta({ id: 'AuthorizationRequest' });
export type AuthorizationRequest = z.infer<typeof AuthorizationRequest>;

/** Where to send the browser. A cookie in the response binds the provider's response to this browser for ten minutes. */
export const AuthorizationStart = z.object({ url: z.string() }).meta({ id: 'AuthorizationStart' });
export type AuthorizationStart = z.infer<typeof AuthorizationStart>;

/**
 * `response`: the query of the URL to which the provider redirected the browser, unchanged and without `?`. It is sent
 * whole so that the api can detect repeated parameters (RFC 6749, 3.1).
 */
export const AuthorizationResponse = z
  .strictObject({
    provider: ProviderId,
    response: Text.max(4096, { error: 'This is too long.' }).meta({ examples: ['state=QUJD&code=REVG'] }),
  })
  .meta({ id: 'AuthorizationResponse' });
export type AuthorizationResponse = z.infer<typeof AuthorizationResponse>;

/** What a provider says about a user who has no account yet. */
export const IdentityRegistration = z
  .object({
    provider: IdentityProvider,
    username: z.string().nullable().describe('One that is free and like their name; null where none was found'),
    email: z.string().nullable(),
    emailVerified: z
      .boolean()
      .describe('Whether the provider vouches for the e-mail, which then needs no letter of ours'),
    hasImage: z.boolean().describe('Whether the provider tells of an image, which `useAsAvatar` takes over later'),
  })
  .meta({ id: 'IdentityRegistration' });
export type IdentityRegistration = z.infer<typeof IdentityRegistration>;

/**
 * `SIGNED_IN`: there is a session and a `user`. `REGISTRATION`: no account has this identity; `register` creates one
 * from what `registration` suggests. `LINKED` and `PROVEN`: what a signed-in user started has succeeded.
 */
export const AuthorizationOutcome = z
  .object({
    outcome: z.enum(['SIGNED_IN', 'REGISTRATION', 'LINKED', 'PROVEN']),
    user: CurrentUser.nullable(),
    registration: IdentityRegistration.nullable(),
  })
  .meta({ id: 'AuthorizationOutcome' });
export type AuthorizationOutcome = z.infer<typeof AuthorizationOutcome>;

/** `email` can be omitted if the provider vouches for one. */
export const RegisterIdentityRequest = z
  .strictObject({ username: Username, email: Email.optional() })
  .meta({ id: 'RegisterIdentityRequest' });
export type RegisterIdentityRequest = z.infer<typeof RegisterIdentityRequest>;

/** An account at a provider with which its user signs in here. */
export const Identity = z
  .object({
    id: Id,
    provider: IdentityProvider,
    email: z.string().nullable().describe('What the provider said when it was linked'),
    hasImage: z.boolean().describe('Whether the provider told of an image of theirs with the last sign-in'),
    linkedAt: Timestamp,
    lastUsedAt: Timestamp.nullable(),
  })
  .meta({ id: 'Identity' });
export type Identity = z.infer<typeof Identity>;

export const IdentityList = z
  .object({
    items: z.array(Identity),
    hasPassword: z
      .boolean()
      .describe('False for an account made by a provider, until a password is chosen by a mailed link'),
  })
  .meta({ id: 'IdentityList' });
export type IdentityList = z.infer<typeof IdentityList>;

export const IdentityParams = z.strictObject({ id: Id });
export type IdentityParams = z.infer<typeof IdentityParams>;

const startLimit = { name: 'identity-start', limit: 300, windowSeconds: 3600, by: 'ip' } as const;
const linkLimit = { name: 'identity-link', limit: 60, windowSeconds: 3600, by: 'user' } as const;

/**
 * Signing in with a provider (OpenID Connect Core 1.0; OAuth 2.0 at GitHub). `start`, `link` and `stepUp` return the
 * URL to send the browser to. The page that the provider redirects to passes the parameters to `callback`. An e-mail
 * address never decides which account is meant: if a new identity has the address of an existing account, it fails as
 * `ACCOUNT_EXISTS`. If codes from an app are enabled, `callback` responds with `MFA_REQUIRED` as `login` does.
 */
export const identityEndpoints = {
  providers: endpoint({
    method: 'GET',
    path: '/v1/auth/identity-providers',
    access: 'public',
    status: 200,
    summary: 'By which providers, and in which other ways, one can sign in here',
    data: IdentityProviderList,
    publicForSeconds: 10,
  }),
  start: endpoint({
    method: 'POST',
    path: '/v1/auth/identities/start',
    access: 'public',
    status: 200,
    summary: 'Begin to sign in or up by a provider',
    body: AuthorizationRequest,
    data: AuthorizationStart,
    setsCookies: true,
    rateLimit: startLimit,
    errors: ['NOT_FOUND', 'PROVIDER_UNAVAILABLE'],
  }),
  link: endpoint({
    method: 'POST',
    path: '/v1/auth/identities/link',
    access: 'user',
    status: 200,
    summary: 'Begin to link an account at a provider to yours',
    body: AuthorizationRequest,
    data: AuthorizationStart,
    setsCookies: true,
    rateLimit: linkLimit,
    reauthentication: 'always',
    errors: ['NOT_FOUND', 'PROVIDER_UNAVAILABLE', 'IDENTITY_REJECTED'],
  }),
  stepUp: endpoint({
    method: 'POST',
    path: '/v1/auth/identities/step-up',
    access: 'user',
    status: 200,
    summary: 'Begin to prove again who you are, by a linked account',
    body: AuthorizationRequest,
    data: AuthorizationStart,
    setsCookies: true,
    rateLimit: linkLimit,
    errors: ['NOT_FOUND', 'PROVIDER_UNAVAILABLE', 'STEP_UP_REQUIRED'],
  }),
  callback: endpoint({
    method: 'POST',
    path: '/v1/auth/identities/callback',
    access: 'public',
    status: 200,
    summary: 'Complete what was begun, with what the provider sent back',
    body: AuthorizationResponse,
    data: AuthorizationOutcome,
    setsCookies: true,
    rateLimit: rateLimits.login,
    errors: [
      'NOT_FOUND',
      'CHALLENGE_INVALID',
      'PROVIDER_DECLINED',
      'PROVIDER_UNAVAILABLE',
      'IDENTITY_REJECTED',
      'IDENTITY_TAKEN',
      'ACCOUNT_EXISTS',
      'MFA_REQUIRED',
    ],
  }),
  register: endpoint({
    method: 'POST',
    path: '/v1/auth/identities/register',
    access: 'public',
    status: 201,
    summary: 'Create an account by a provider and sign in',
    body: RegisterIdentityRequest,
    data: CurrentUser,
    setsCookies: true,
    rateLimit: { name: 'register', limit: 100, windowSeconds: 3600, by: 'ip' },
    proof: { purpose: 'register', counts: 'all' },
    errors: ['CHALLENGE_INVALID', 'IDENTITY_TAKEN', 'USERNAME_TAKEN', 'EMAIL_TAKEN'],
  }),
  list: endpoint({
    method: 'GET',
    path: '/v1/auth/identities',
    access: 'user',
    status: 200,
    summary: 'Your accounts at providers',
    data: IdentityList,
  }),
  useAsAvatar: endpoint({
    method: 'POST',
    path: '/v1/auth/identities/:id/avatar',
    access: 'user',
    status: 201,
    summary: 'Make the image that a provider has of you your avatar',
    params: IdentityParams,
    data: Upload,
    rateLimit: rateLimits.avatar,
    errors: ['NOT_FOUND', 'PROVIDER_UNAVAILABLE', ...imageErrors],
  }),
  unlink: endpoint({
    method: 'DELETE',
    path: '/v1/auth/identities/:id',
    access: 'user',
    status: 204,
    summary: 'Unlink an account at a provider',
    params: IdentityParams,
    rateLimit: linkLimit,
    reauthentication: 'always',
    errors: ['NOT_FOUND', 'LAST_SIGN_IN_METHOD'],
  }),
} as const;
