import { z } from 'zod';
import { endpoint } from '../http/endpoint.ts';
import { rateLimits } from '../rate-limits.ts';
import { Id, lineOf, Text, Timestamp } from '../fields/fields.ts';
import { isTokenScope, scopePattern } from '../token-scopes.ts';

/**
 * The format of a personal access token, for secret scanners: `pxb_`, 32 random bytes as 43 base 62 digits, and the CRC-32 of
 * these digits as six more. With the CRC, most strings that only look like a token are recognized without a request.
 */
export const personalTokenPattern = /pxb_[0-9A-Za-z]{49}/;

/** The longest lifetime of a token, in days. */
export const personalTokenDaysMax = 366;

/** How many a user can have at the same time. */
export const personalTokensMax = 50;

const Scope = z.string().max(32).regex(scopePattern);

export const ScopeInfo = z
  .object({
    name: Scope,
    /** What it allows, in words for the user who grants the token. */
    description: z.string(),
  })
  .meta({ id: 'ScopeInfo' });
export type ScopeInfo = z.infer<typeof ScopeInfo>;

export const PersonalToken = z
  .object({
    id: Id,
    name: z.string(),
    scopes: z.array(Scope),
    createdAt: Timestamp,
    /** With the precision of a minute; null until it is used. */
    lastUsedAt: Timestamp.nullable(),
    expiresAt: Timestamp,
  })
  .meta({ id: 'PersonalToken' });
export type PersonalToken = z.infer<typeof PersonalToken>;

export const PersonalTokenList = z
  .object({
    items: z.array(PersonalToken),
    /** Every scope that a token can have in this installation. */
    scopes: z.array(ScopeInfo),
  })
  .meta({ id: 'PersonalTokenList' });
export type PersonalTokenList = z.infer<typeof PersonalTokenList>;

/** At least one scope, without duplicates, each known to this installation. */
export const TokenScopes = z
  .array(Scope.refine(isTokenScope, 'There is no such permission here.'))
  .min(1, 'Choose what the token may do.')
  .max(32)
  .refine((scopes) => new Set(scopes).size === scopes.length, 'Name each permission once.')
  .meta({ examples: [['uploads:read']] });

export const CreatePersonalTokenRequest = z
  .strictObject({
    name: lineOf({ max: 64, empty: 'Give it a name, such as where you use it.' }),
    scopes: TokenScopes,
    expiresInDays: z
      .int()
      .min(1)
      .max(personalTokenDaysMax)
      .meta({ examples: [90] }),
  })
  .meta({ id: 'CreatePersonalTokenRequest' });
export type CreatePersonalTokenRequest = z.infer<typeof CreatePersonalTokenRequest>;

/** The only response that contains the token itself: only its SHA-256 is stored. */
export const NewPersonalToken = PersonalToken.extend({ token: z.string() }).meta({ id: 'NewPersonalToken' });
export type NewPersonalToken = z.infer<typeof NewPersonalToken>;

export const PersonalTokenParams = z.strictObject({ id: Id });

export const RevokePresentedTokenRequest = z
  .strictObject({ token: Text.max(100) })
  .meta({ id: 'RevokePresentedTokenRequest' });
export type RevokePresentedTokenRequest = z.infer<typeof RevokePresentedTokenRequest>;

export const personalTokenEndpoints = {
  list: endpoint({
    method: 'GET',
    path: '/v1/auth/tokens',
    access: 'user',
    status: 200,
    summary: 'Your personal access tokens, the newest first, and what one may be allowed',
    data: PersonalTokenList,
  }),
  create: endpoint({
    method: 'POST',
    path: '/v1/auth/tokens',
    access: 'user',
    status: 201,
    summary: 'Make a personal access token, which is told this once',
    body: CreatePersonalTokenRequest,
    data: NewPersonalToken,
    toldOnce: true,
    rateLimit: rateLimits.personalTokens,
    reauthentication: 'always',
    errors: ['TOKEN_LIMIT_REACHED'],
  }),
  revoke: endpoint({
    method: 'DELETE',
    path: '/v1/auth/tokens/:id',
    access: 'user',
    status: 204,
    summary: 'End a personal access token at once',
    params: PersonalTokenParams,
    rateLimit: rateLimits.personalTokens,
    errors: ['NOT_FOUND'],
  }),
  /** For the holder of the token: a program that signs out, or somebody who found it. The same response whether or not it was a token. */
  revokePresented: endpoint({
    method: 'POST',
    path: '/v1/auth/tokens/revoke',
    access: 'public',
    status: 204,
    summary: 'End the personal access token in the body, whoever holds it',
    body: RevokePresentedTokenRequest,
    rateLimit: rateLimits.presentedToken,
  }),
} as const;
