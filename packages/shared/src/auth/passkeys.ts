import { z } from 'zod';
import { endpoint } from '../http/endpoint.ts';
import { rateLimits } from '../rate-limits.ts';
import { Email, Id, lineOf, Timestamp, Username } from '../fields/fields.ts';
import { CurrentUser } from '../users.ts';
import { StepUpResult } from './mfa.ts';

/** A WebAuthn structure as browsers produce or accept it (W3C WebAuthn Level 3, JSON forms); checked by the server's library. */
export const WebAuthnJson = z.record(z.string(), z.unknown()).meta({ id: 'WebAuthnJson' });
export type WebAuthnJson = z.infer<typeof WebAuthnJson>;

export const PasskeyName = lineOf({ max: 64, empty: 'Enter a name.' });

export const Passkey = z
  .object({
    id: Id,
    name: z.string(),
    /** Synchronized by the platform to the user's other devices. */
    synced: z.boolean(),
    createdAt: Timestamp,
    lastUsedAt: Timestamp.nullable(),
  })
  .meta({ id: 'Passkey' });
export type Passkey = z.infer<typeof Passkey>;

export const PasskeyList = z.object({ items: z.array(Passkey) }).meta({ id: 'PasskeyList' });
export type PasskeyList = z.infer<typeof PasskeyList>;

export const AddPasskeyRequest = z
  .strictObject({ name: PasskeyName, response: WebAuthnJson })
  .meta({ id: 'AddPasskeyRequest' });
export type AddPasskeyRequest = z.infer<typeof AddPasskeyRequest>;

/** The account to create. */
export const PasskeySignUpOptionsRequest = z
  .strictObject({ username: Username, email: Email })
  .meta({ id: 'PasskeySignUpOptionsRequest' });
export type PasskeySignUpOptionsRequest = z.infer<typeof PasskeySignUpOptionsRequest>;

export const PasskeySignUpRequest = z
  .strictObject({ username: Username, email: Email, name: PasskeyName, response: WebAuthnJson })
  .meta({ id: 'PasskeySignUpRequest' });
export type PasskeySignUpRequest = z.infer<typeof PasskeySignUpRequest>;

export const PasskeyAssertionRequest = z
  .strictObject({ response: WebAuthnJson })
  .meta({ id: 'PasskeyAssertionRequest' });
export type PasskeyAssertionRequest = z.infer<typeof PasskeyAssertionRequest>;

export const PasskeyParams = z.strictObject({ id: Id });
export type PasskeyParams = z.infer<typeof PasskeyParams>;

/** Passkeys: for signing in without a password, as the second factor of a password sign-in, and for reauthentication. */
export const passkeyEndpoints = {
  list: endpoint({
    method: 'GET',
    path: '/v1/auth/passkeys',
    access: 'user',
    status: 200,
    summary: 'Your passkeys',
    data: PasskeyList,
  }),
  registrationOptions: endpoint({
    method: 'POST',
    path: '/v1/auth/passkeys/registration-options',
    access: 'user',
    status: 200,
    summary: 'Options for `navigator.credentials.create`',
    data: WebAuthnJson,
    rateLimit: rateLimits.passkeys,
    reauthentication: 'always',
    errors: ['PASSKEY_REJECTED', 'SECOND_FACTOR_GRANT_REQUIRED'],
  }),
  add: endpoint({
    method: 'POST',
    path: '/v1/auth/passkeys',
    access: 'user',
    status: 201,
    summary: 'Add the passkey just created',
    body: AddPasskeyRequest,
    data: Passkey,
    rateLimit: rateLimits.passkeys,
    reauthentication: 'always',
    errors: ['CHALLENGE_INVALID', 'PASSKEY_REJECTED', 'SECOND_FACTOR_GRANT_REQUIRED'],
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/v1/auth/passkeys/:id',
    access: 'user',
    status: 204,
    summary: 'Remove a passkey',
    params: PasskeyParams,
    rateLimit: rateLimits.passkeys,
    reauthentication: 'always',
    errors: ['NOT_FOUND', 'LAST_SECOND_FACTOR', 'LAST_SIGN_IN_METHOD'],
  }),
  /** Names no account, so it does not reveal which accounts exist or have passkeys. */
  authenticationOptions: endpoint({
    method: 'POST',
    path: '/v1/auth/passkeys/authentication-options',
    access: 'public',
    status: 200,
    summary: 'Options for `navigator.credentials.get`',
    data: WebAuthnJson,
    rateLimit: { name: 'passkey-options', limit: 600, windowSeconds: 3600, by: 'ip' },
  }),
  /** For an account without a password. The passkey must be discoverable, and must ask for a PIN, a finger or a face. */
  signUpOptions: endpoint({
    method: 'POST',
    path: '/v1/auth/passkeys/sign-up-options',
    access: 'public',
    status: 200,
    summary: 'Options for the passkey that an account is to be made with',
    body: PasskeySignUpOptionsRequest,
    data: WebAuthnJson,
    signInMethod: 'passkey',
    rateLimit: { name: 'passkey-sign-up-options', limit: 100, windowSeconds: 3600, by: 'ip' },
    proof: { purpose: 'register', counts: 'failures' },
    errors: ['USERNAME_TAKEN', 'EMAIL_TAKEN'],
  }),
  signUp: endpoint({
    method: 'POST',
    path: '/v1/auth/passkeys/sign-up',
    access: 'public',
    status: 201,
    summary: 'Create an account with the passkey just created, without a password, and sign in',
    body: PasskeySignUpRequest,
    data: CurrentUser,
    setsCookies: true,
    signInMethod: 'passkey',
    rateLimit: { name: 'register', limit: 100, windowSeconds: 3600, by: 'ip' },
    proof: { purpose: 'register', counts: 'all' },
    errors: ['CHALLENGE_INVALID', 'PASSKEY_REJECTED', 'USERNAME_TAKEN', 'EMAIL_TAKEN'],
  }),
  signIn: endpoint({
    method: 'POST',
    path: '/v1/auth/passkeys/sign-in',
    access: 'public',
    status: 200,
    summary: 'Sign in, or complete a sign-in, with a passkey',
    body: PasskeyAssertionRequest,
    data: CurrentUser,
    setsCookies: true,
    rateLimit: rateLimits.login,
    errors: ['CHALLENGE_INVALID', 'PASSKEY_REJECTED', 'SIGN_IN_METHOD_DISABLED'],
  }),
  stepUp: endpoint({
    method: 'POST',
    path: '/v1/auth/passkeys/step-up',
    access: 'user',
    status: 200,
    summary: 'Prove again who you are, by passkey',
    body: PasskeyAssertionRequest,
    data: StepUpResult,
    rateLimit: rateLimits.reauthentication,
    errors: ['CHALLENGE_INVALID', 'PASSKEY_REJECTED'],
  }),
} as const;
