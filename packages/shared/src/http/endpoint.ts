import type { z } from 'zod';
import type { SignInMethod } from '../sign-in-methods.ts';
import type { ErrorCode } from '../errors.ts';
import type { EventSubject } from '../events.ts';
import type { RateLimitPolicy } from '../rate-limits.ts';
import type { TokenScope } from '../token-scopes.ts';
import type { Deprecation, FormerPath } from './deprecation.ts';
import type { HttpMethod } from './methods.ts';

/** Who can call it: anyone, signed-in users, moderators and administrators, administrators only. */
export type Access = 'public' | 'user' | 'mod' | 'admin';

/**
 * Who must give a fresh proof of identity, else 403 `STEP_UP_REQUIRED`: `always`: everybody; `with-mfa`: users with a
 * second factor. With the latter the request contains the password, which is enough proof for the others.
 */
export type Reauthentication = 'always' | 'with-mfa';

/** What a proof of work is for; a proof made for another purpose is refused. */
export type ProofPurpose = 'login' | 'register' | 'password-reset';

/**
 * One endpoint, defined once: the controller, the OpenAPI document, the typed client and the tests all read this.
 * `path` is absolute; parameters are written `:name`. Without `data` the response has no body (204, 202). `errors`
 * lists the codes beyond those that any request can get (validation, sign-in, limits, faults) and those that the other
 * fields imply.
 */
export interface EndpointSpec {
  readonly method: HttpMethod;
  readonly path: `/${string}`;
  readonly access: Access;
  /**
   * The scope that a personal access token needs to call it. Without `scope`, no token can call it. This is so for
   * everything that secures an account, for staff, and for endpoints that require a fresh proof, set cookies or stream.
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
   * The body is a report that browsers send automatically, as one of these content types: JSON in the browsers' own
   * forms, with fields that the contract does not know.
   */
  readonly reports?: Readonly<Record<string, z.ZodType>>;
  /**
   * The body is text of one of these content types, signed by another service. It is passed on unchanged, because the
   * signature covers all of it, and is trusted only once the signature is verified.
   */
  readonly signed?: readonly string[];
  /**
   * One click in a mailbox, such as on “unsubscribe” (RFC 8058): its provider POSTs a form that always says the same,
   * without session or cookies. The form is accepted and not read: `params` say whose and what. Public, without `body`.
   */
  readonly oneClick?: true;
  readonly data?: z.ZodType;
  /**
   * Responds with events as they happen, as described in `http/stream.ts`: a union on `type` of `{ type, data }`.
   * Excludes `data`.
   */
  readonly stream?: z.ZodType<{ readonly type: string; readonly data: unknown }>;
  /** Responds with a file of one of these content types, written while it is sent. Excludes `data`. */
  readonly download?: readonly string[];
  /** With `protocol`: the data in the envelope of the response to the request that completes the work. */
  readonly completes?: z.ZodType;
  /** Other paths of this endpoint. Clients know only `path`; a path of earlier releases says until when it is served. */
  readonly aliases?: readonly (`/${string}` | FormerPath)[];
  /**
   * Should not be called any more: every response says so (`Deprecation` of RFC 9745, `Sunset` of RFC 8594, `Link`),
   * and so do the OpenAPI document and the client. How to retire an endpoint: docs/releasing.md.
   */
  readonly deprecated?: Deprecation;
  /** Speaks this protocol, which communicates in headers and has its own rules for repeated requests. */
  readonly protocol?: 'tus';
  /**
   * The resource has a version (RFC 9110, 8.8.3 and 13.1). Data contains it as `version`, and the response has a strong
   * `ETag: "<version>"`. A GET responds to a matching `If-None-Match` with 304. A change accepts `If-Match` and fails
   * as `VERSION_CONFLICT` if it does not match; without `If-Match` the last change wins.
   */
  readonly version?: true;
  /** With `version`: the field that says until when the data is valid. While it is set, the data is always sent again. */
  readonly lapses?: string;
  /**
   * The response is the same for everybody and can be cached for this many seconds: `Cache-Control: public, max-age`
   * (RFC 9111, 5.2.2). For values of the configuration; clients see a change up to this much later.
   */
  readonly publicForSeconds?: number;
  /** The response sets or clears cookies. */
  readonly setsCookies?: true;
  /** The response contains a secret, only this once. It is not stored, so an `Idempotency-Key` is not honored. */
  readonly toldOnce?: true;
  readonly rateLimit?: RateLimitPolicy;
  readonly reauthentication?: Reauthentication;
  /**
   * While the service is under attack, requires a proof of work first, else 403 `PROOF_REQUIRED`. `purpose` is what the
   * proof is for. `counts`: with `all`, each request counts as a sign of an attack, because attacking programs aim for
   * success; otherwise only requests that fail.
   */
  readonly proof?: { readonly purpose: ProofPurpose; readonly counts: 'failures' | 'all' };
  /**
   * Anybody can make this endpoint hash a password, which costs more than anything else. If more requests arrive than can be served in
   * time, the excess is refused as `OVERLOADED` before the body is read; browsers that have signed in before go first.
   */
  readonly hashesPassword?: true;
  /** Part of signing in or up with this method; where the installation does not offer it, it fails as `SIGN_IN_METHOD_DISABLED`. */
  readonly signInMethod?: SignInMethod;
  readonly errors?: readonly ErrorCode[];
  /**
   * The events that report its change to others or, if nobody but the user can see an effect, the reason why there is
   * none. Every feature endpoint that changes something declares one or the other.
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

/** What a client must pass to call this endpoint. */
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
