import type { z } from 'zod';
import type { SignInMethod } from '../sign-in-methods.ts';
import type { ErrorCode } from '../errors.ts';
import type { EventSubject } from '../events.ts';
import type { RateLimitPolicy } from '../rate-limits.ts';
import type { TokenScope } from '../token-scopes.ts';
import type { Deprecation, FormerPath } from './deprecation.ts';
import type { HttpMethod } from './methods.ts';

/** Who may call: anyone, anyone signed in, moderators and administrators, administrators. */
export type Access = 'public' | 'user' | 'mod' | 'admin';

/**
 * From whom a fresh proof of identity is wanted, else 403 `STEP_UP_REQUIRED`: `always` from everybody; `with-mfa` from
 * those who enabled a second factor, where the request carries the password, which is proof enough from the others.
 */
export type Reauthentication = 'always' | 'with-mfa';

/** What a proof of work is good for; one for another purpose is refused. */
export type ProofPurpose = 'login' | 'register' | 'password-reset';

/**
 * One endpoint, defined once: the controller, the OpenAPI document, the typed client and the tests all read this.
 * `path` is absolute, parameters are written `:name`. No `data` means a response without a body (204, 202).
 * `errors` lists the codes beyond those that any request can meet (validation, sign-in, limits, faults) and those that
 * the other fields imply.
 */
export interface EndpointSpec {
  readonly method: HttpMethod;
  readonly path: `/${string}`;
  readonly access: Access;
  /**
   * What a personal access token must be allowed to call it. Without one no token may: so it is for whatever an account is
   * secured by, for staff, and for what asks for a fresh proof, sets cookies or is a stream.
   */
  readonly scope?: TokenScope;
  readonly status: 200 | 201 | 202 | 204;
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** The body is `multipart/form-data` with one file in this field. */
  readonly file?: string;
  /** The body is the bytes of one file, as one of these content types. */
  readonly bytes?: readonly string[];
  /**
   * The body is what browsers report by themselves, as one of these content types: JSON in forms that are theirs, with
   * fields that the contract does not know.
   */
  readonly reports?: Readonly<Record<string, z.ZodType>>;
  /**
   * The body is text of one of these content types that another service has signed. It is handed over as it came, since
   * the signature is over all of it, and is believed once that is verified.
   */
  readonly signed?: readonly string[];
  readonly data?: z.ZodType;
  /**
   * Answers with events as they happen, as `http/stream.ts` describes: a union on `type` of `{ type, data }`. There is no
   * `data` beside it.
   */
  readonly stream?: z.ZodType<{ readonly type: string; readonly data: unknown }>;
  /** Answers with a file of one of these content types, written while it is sent. There is no `data` beside it. */
  readonly download?: readonly string[];
  /** What a `protocol` answers in the envelope to the request that completes its work. */
  readonly completes?: z.ZodType;
  /** Other paths that lead here. Clients are told `path` alone; at a path of earlier releases, until when it is there. */
  readonly aliases?: readonly (`/${string}` | FormerPath)[];
  /**
   * To be called no more: every response says so (`Deprecation` of RFC 9745, `Sunset` of RFC 8594, `Link`), and so do the
   * OpenAPI document and the client. How an endpoint is retired: docs/releasing.md.
   */
  readonly deprecated?: Deprecation;
  /** Speaks this protocol, which says in headers what it says, and has rules of its own for repeated requests. */
  readonly protocol?: 'tus';
  /**
   * What it is about has a version (RFC 9110, 8.8.3 and 13.1). Data carries it as `version` and comes with a strong
   * `ETag: "<version>"`; a GET answers `If-None-Match` with 304, and what changes it takes `If-Match`, or else fails as
   * `VERSION_CONFLICT`. Without `If-Match` the last one wins.
   */
  readonly version?: true;
  /** With `version`: the field that says until when the data can be used. While it says so, the data is sent anew. */
  readonly lapses?: string;
  /**
   * Everybody is told the same, and may keep it for so many seconds: `Cache-Control: public, max-age` (RFC 9111, 5.2.2). For
   * what stands in the configuration; a change of it is seen so much later.
   */
  readonly publicForSeconds?: number;
  /** The response sets or clears cookies. */
  readonly setsCookies?: true;
  /** The response tells a secret this once. It is kept nowhere, so that an `Idempotency-Key` is not honoured. */
  readonly toldOnce?: true;
  readonly rateLimit?: RateLimitPolicy;
  readonly reauthentication?: Reauthentication;
  /**
   * While the service is under attack, a proof of work is wanted first, else 403 `PROOF_REQUIRED`. The name is what a proof is
   * good for. `all`: each request counts as a sign of an attack, since success is what programs are after; else those
   * that fail.
   */
  readonly proof?: { readonly purpose: ProofPurpose; readonly counts: 'failures' | 'all' };
  /**
   * Anybody can make it hash a password, which costs more than all else. When more want that than can be done in time, the
   * excess is refused as `OVERLOADED` before its body is read; browsers that have signed in before go first.
   */
  readonly hashesPassword?: true;
  /** A part of signing in or up in this way; where the installation does not offer that, it fails as `SIGN_IN_METHOD_DISABLED`. */
  readonly signInMethod?: SignInMethod;
  readonly errors?: readonly ErrorCode[];
  /**
   * The events that tell others what it changed; or, where nobody but the user themselves can see that it did anything, why
   * there is none. What changes something in a feature says one or the other.
   */
  readonly announces?: readonly [EventSubject, ...EventSubject[]] | { readonly nothing: string };
}

type Output<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;
type Input<Schema> = Schema extends z.ZodType ? z.input<Schema> : undefined;

/** What a handler of this endpoint returns, before serialization picks the declared fields. */
export type EndpointResult<Spec extends EndpointSpec> = Spec extends { data: z.ZodType } ? z.input<Spec['data']> : void;

/** What a client of this endpoint receives. */
export type EndpointData<Spec extends EndpointSpec> = Spec extends { data: z.ZodType } ? z.output<Spec['data']> : void;

type Part<
  Spec,
  Key extends string,
  As extends string,
  Value = Spec extends Record<Key, infer Schema> ? Input<Schema> : never,
> = Spec extends Record<Key, z.ZodType> ? Record<As, Value> : unknown;

/** What a client must hand over to call this endpoint. */
export type EndpointInput<Spec extends EndpointSpec> = Part<Spec, 'params', 'params'> &
  Part<Spec, 'query', 'query'> &
  Part<Spec, 'body', 'body'> &
  (Spec extends { file: string } ? { file: Blob; filename?: string } : unknown) &
  (Spec extends { bytes: readonly string[] } ? { bytes: Blob } : unknown);

export type EndpointBody<Spec extends EndpointSpec> = Spec extends { body: infer Body } ? Output<Body> : undefined;

/** Declares an endpoint and keeps its literal types. */
export function endpoint<const Spec extends EndpointSpec>(spec: Spec): Spec {
  return spec;
}
