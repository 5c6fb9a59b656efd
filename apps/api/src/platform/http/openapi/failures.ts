import {
  describeError,
  type EndpointSpec,
  type ErrorCode,
  FailureEnvelope,
  isSafeMethod,
  ProblemDetails,
} from '@pixelboxx/shared';
import { takesIdempotencyKey } from '../idempotency/idempotency.interceptor.ts';
import type { SchemaRegistry } from './schemas.ts';

/** Codes that any request can get: some before it is parsed, some because of the server's dependencies. */
const anyRequest: readonly ErrorCode[] = [
  'BAD_REQUEST',
  'REQUEST_TIMEOUT',
  'HEADERS_TOO_LARGE',
  'RATE_LIMITED',
  'INTERNAL_ERROR',
  'SERVICE_UNAVAILABLE',
];

function codesOf(spec: EndpointSpec): Set<ErrorCode> {
  const codes = new Set([...anyRequest, ...(spec.errors ?? [])]);
  const add = (...more: ErrorCode[]): unknown => more.map((code) => codes.add(code));
  if (spec.stream ?? spec.hashesPassword) add('OVERLOADED');
  if (spec.params ?? spec.query ?? spec.body ?? spec.file ?? spec.reports) add('VALIDATION_ERROR');
  // A path that is too long or badly escaped does not exist.
  if (spec.params) add('NOT_FOUND');
  if (!isSafeMethod(spec.method)) add('CSRF_REJECTED', 'MALFORMED_JSON', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE');
  if (spec.version && !isSafeMethod(spec.method)) add('VERSION_CONFLICT');
  if (spec.access !== 'public') add('UNAUTHENTICATED');
  if (spec.access !== 'public') add(spec.scope === undefined ? 'TOKEN_NOT_ALLOWED' : 'INSUFFICIENT_SCOPE');
  if (spec.reauthentication) add('STEP_UP_REQUIRED');
  if (spec.signInMethod) add('SIGN_IN_METHOD_DISABLED');
  if (spec.proof) add('PROOF_REQUIRED');
  if (takesIdempotencyKey(spec)) add('VALIDATION_ERROR', 'IDEMPOTENCY_IN_PROGRESS', 'IDEMPOTENCY_KEY_REUSED');
  if (spec.access === 'mod' || spec.access === 'admin') add('FORBIDDEN', 'SECOND_FACTOR_REQUIRED');
  return codes;
}

const headersByStatus: Record<number, readonly string[]> = {
  429: ['RetryAfter', 'RateLimitPolicy', 'RateLimit'],
  503: ['RetryAfter'],
};

const headerNames: Record<string, string> = {
  RetryAfter: 'retry-after',
  RateLimitPolicy: 'ratelimit-policy',
  RateLimit: 'ratelimit',
  RequestId: 'x-request-id',
  ETag: 'etag',
  CacheControl: 'cache-control',
};

export const headerComponents = {
  RequestId: {
    description: 'Names the request in logs and in `error.requestId`.',
    schema: { type: 'string' },
  },
  ETag: {
    description: 'The version, as `If-Match` and `If-None-Match` take it.',
    schema: { type: 'string', examples: ['"3"'] },
  },
  CacheControl: {
    description: 'For how long everybody may be given the same response (RFC 9111).',
    schema: { type: 'string', examples: ['public, max-age=10'] },
  },
  RetryAfter: { description: 'Seconds to wait before trying again.', schema: { type: 'integer', minimum: 0 } },
  RateLimitPolicy: {
    description: 'The limit that applies (draft-ietf-httpapi-ratelimit-headers).',
    schema: { type: 'string', examples: ['"login";q=20;w=60'] },
  },
  RateLimit: {
    description: 'What is left of it, and for how many seconds.',
    schema: { type: 'string', examples: ['"login";r=19;t=60'] },
  },
} as const;

/** References to header components, by their names in HTTP. */
export function headersOf(...names: string[]): Record<string, { $ref: string }> {
  return Object.fromEntries(names.map((name) => [headerNames[name] ?? name, { $ref: `#/components/headers/${name}` }]));
}

/** Collects the failures of all endpoints: one component for each set of codes that a status can carry. */
export class FailureRegistry {
  private readonly found = new Map<string, object>();

  constructor(private readonly schemas: SchemaRegistry) {}

  get components(): Record<string, object> {
    return Object.fromEntries([...this.found].sort(([left], [right]) => (left < right ? -1 : 1)));
  }

  /** The failures of an endpoint, as references by status. */
  of(spec: EndpointSpec): [status: string, response: { $ref: string }][] {
    const byStatus = Map.groupBy(codesOf(spec), (code) => describeError(code).status);
    return [...byStatus].map(([status, codes]) => [String(status), { $ref: this.add(status, codes.sort()) }]);
  }

  private add(status: number, codes: readonly ErrorCode[]): string {
    const name = codes.map(pascalCase).join('Or');
    this.found.set(name, {
      description: codes.map((code) => `\`${code}\`: ${describeError(code).message}`).join('\n\n'),
      headers: headersOf('RequestId', ...(headersByStatus[status] ?? [])),
      content: {
        'application/json': { schema: this.schemas.output(FailureEnvelope) },
        'application/problem+json': { schema: this.schemas.output(ProblemDetails) },
      },
    });
    return `#/components/responses/${name}`;
  }
}

function pascalCase(code: string): string {
  return code
    .split('_')
    .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
    .join('');
}
