import { z } from 'zod';
import { endpoint } from '../http/endpoint.ts';
import { rateLimits } from '../rate-limits.ts';
import { Id, lineOf, Text, Timestamp } from '../fields/fields.ts';
import { isTokenScope, scopePattern } from '../token-scopes.ts';

/**
 * How a personal access token is written, for scanners that look for secrets: `pxb_`, 32 random bytes in 43 digits of base
 * 62, and the CRC-32 of these digits in six, so that most of what only looks like one is recognised without asking.
 */
export const personalTokenPattern = /pxb_[0-9A-Za-z]{49}/;

/** How many days a token may live at most. */
export const personalTokenDaysMax = 366;

/** How many a user may have at a time. */
export const personalTokensMax = 50;

const Scope = z.string().max(32).regex(scopePattern);

export const ScopeInfo = z
  .object({
    name: Scope,
    /** What it allows, in the words of whoever gives a token away. */
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
    /** Exact to a minute; null until it is used. */
    lastUsedAt: Timestamp.nullable(),
    expiresAt: Timestamp,
  })
  .meta({ id: 'PersonalToken' });
export type PersonalToken = z.infer<typeof PersonalToken>;

export const PersonalTokenList = z
  .object({
    items: z.array(PersonalToken),
    /** Every scope that a token may be given here. */
    scopes: z.array(ScopeInfo),
  })
  .meta({ id: 'PersonalTokenList' });
export type PersonalTokenList = z.infer<typeof PersonalTokenList>;

/** At least one scope, none twice, each of them known here. */
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

/** The only time that the token itself is told: what is stored is its SHA-256. */
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
  /** For whoever holds the token: a program that signs out, or somebody who found it. The same response whether or not it was one. */
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
