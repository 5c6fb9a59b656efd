import { type EndpointSpec, lastEventIdMaxLength, streamContentType } from '@pixelboxx/shared';
import { z } from 'zod';
import { takesIdempotencyKey } from '../idempotency/idempotency.interceptor.ts';
import { describeRequestBody } from './bodies.ts';
import { deprecationHeaders, describeEnd, explainDeprecation } from './deprecation.ts';
import { type FailureRegistry, headersOf } from './failures.ts';
import type { SchemaRegistry } from './schemas.ts';
import { tusHeaders, tusParameters } from './tus.ts';

export interface Registries {
  readonly schemas: SchemaRegistry;
  readonly failures: FailureRegistry;
}

export interface RouteDescription {
  readonly spec: EndpointSpec;
  readonly tag: string;
  /** Whether a successful response is `{ success, data }`. */
  readonly isEnveloped: boolean;
}

export const sessionSchemes = { cookie: 'session', bearer: 'bearer' } as const;
export const tokenScheme = 'personalToken';

/** The path's HEAD, for protocols that use it to get the headers of a GET. */
export function describeHead({ spec, tag }: RouteDescription, registries: Registries): object {
  const { data: _data, ...head } = spec;
  return {
    ...describeOperation({ spec: head, tag, isEnveloped: false }, registries),
    operationId: operationIdOf(spec).replace(/^get/, 'head'),
  };
}

/** An Operation Object: everything comes from the endpoint's spec. */
export function describeOperation(route: RouteDescription, registries: Registries): object {
  const { spec, tag } = route;
  const parameters = describeParameters(spec, registries.schemas);
  const requestBody = describeRequestBody(spec, registries.schemas);
  return {
    operationId: operationIdOf(spec),
    tags: [tag],
    summary: spec.summary,
    description: [accessDescriptions[spec.access], ...explainDeprecation(spec)].join(' '),
    ...describeEnd(spec),
    security: describeSecurity(spec),
    ...(parameters.length > 0 && { parameters }),
    ...(requestBody && { requestBody }),
    responses: Object.fromEntries([...describeSuccesses(route, registries.schemas), ...registries.failures.of(spec)]),
  };
}

/** Any one of them. The list of an `http` scheme contains the required scopes (OpenAPI 3.1, Security Requirement Object). */
function describeSecurity({ access, scope }: EndpointSpec): object[] {
  if (access === 'public') return [];
  const sessions = Object.values(sessionSchemes).map((scheme) => ({ [scheme]: [] }));
  return scope === undefined ? sessions : [...sessions, { [tokenScheme]: [scope] }];
}

const accessDescriptions: Record<EndpointSpec['access'], string> = {
  public: 'For anyone.',
  user: 'For anyone who is signed in.',
  mod: 'For moderators and administrators.',
  admin: 'For administrators.',
};

/** `POST /v1/auth/login` → `postAuthLogin`. */
function operationIdOf({ method, path }: EndpointSpec): string {
  const words = path
    .replace(/^\/v1\//, '')
    .replace(/:/g, 'by-')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '');
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

function describeParameters(spec: EndpointSpec, schemas: SchemaRegistry): object[] {
  const place = (from: 'path' | 'query', object: z.ZodObject | undefined) =>
    (object ? schemas.parameters(object) : []).map((parameter) => ({ ...parameter, in: from }));
  return [
    ...place('path', spec.params),
    ...place('query', spec.query),
    ...(takesIdempotencyKey(spec) ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
    ...(spec.version ? [{ $ref: `#/components/parameters/${spec.method === 'GET' ? 'IfNoneMatch' : 'IfMatch'}` }] : []),
    ...(spec.proof ? [{ $ref: '#/components/parameters/PixelboxxProof' }] : []),
    ...(spec.protocol === 'tus' ? tusParameters(spec) : []),
    ...(spec.stream ? [{ $ref: '#/components/parameters/LastEventId' }] : []),
  ];
}

export const parameterComponents = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description:
      'A value of your own for this request, such as a UUID. Sent again within a day, the request has no second effect and ' +
      'gets the first answer; failures that a retry can mend (5xx, 401, 403, 408, 409, 429) are not kept.',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  },
  LastEventId: {
    name: 'Last-Event-ID',
    in: 'header',
    required: false,
    description: 'The `id` that came last, to go on after it. One that is unknown or too old is answered by a `gap`.',
    schema: { type: 'string', maxLength: lastEventIdMaxLength },
  },
  PixelboxxProof: {
    name: 'Pixelboxx-Proof',
    in: 'header',
    required: false,
    description:
      'With the request that repeats one refused by `PROOF_REQUIRED`: its puzzle, solved as `Puzzle` describes.',
    schema: { type: 'string', maxLength: 512 },
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    required: false,
    description:
      'The `ETag` of what is to be changed, or several. If it is another one by now, nothing is changed, and the answer is ' +
      '412 `VERSION_CONFLICT` with `details.version`. `*` stands for any.',
    schema: { type: 'string', examples: ['"3"'] },
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    required: false,
    description: 'The `ETag` of what is known already: if it is still that one, the answer is 304 without a body.',
    schema: { type: 'string', examples: ['"3"'] },
  },
} as const;

function describeSuccesses(
  { spec, isEnveloped }: RouteDescription,
  schemas: SchemaRegistry,
): [status: string, response: object][] {
  const headers = {
    ...headersOf(
      'RequestId',
      ...(spec.version && spec.data ? ['ETag'] : []),
      ...(spec.publicForSeconds === undefined ? [] : ['CacheControl']),
    ),
    ...(spec.protocol === 'tus' && tusHeaders(spec)),
    ...deprecationHeaders(spec),
  };
  const respond = (status: number, data: z.ZodType | undefined): [string, object] => {
    const body = isEnveloped && data ? z.object({ success: z.literal(true), data }) : data;
    const content = body && { content: { 'application/json': { schema: schemas.output(body) } } };
    return [String(status), { description: statusDescriptions[status] ?? 'Success.', headers, ...content }];
  };
  if (spec.stream) {
    const content = { [streamContentType]: { schema: schemas.output(spec.stream) } };
    return [[String(spec.status), { description: streamDescription, headers, content }]];
  }
  if (spec.download) {
    const content = Object.fromEntries(spec.download.map((type) => [type, { schema: { type: 'string' } }]));
    return [[String(spec.status), { description: 'A file, written while it is sent.', headers, content }]];
  }
  // Most parts of a file get a response with headers only.
  if (spec.completes && spec.method === 'PATCH') return [respond(200, spec.completes), respond(204, undefined)];
  const success = respond(spec.status, spec.completes ?? spec.data);
  return spec.version && spec.method === 'GET' ? [success, respond(304, undefined)] : [success];
}

const streamDescription =
  'Events as they happen (WHATWG HTML, server-sent events). Each is a frame: `event` is the `type` of the schema, `data` ' +
  'its `data` as JSON in one line, `id` what to send as `Last-Event-ID` to go on after it. `retry: 2000` comes first; a frame ' +
  'with nothing but an `id` is a place to go on from; a comment comes after 15 s without anything else. `event: gap` means that ' +
  'events are missing: load anew whatever is held. `event: error` is the last frame, its `data` the `error` of a failure, such ' +
  'as `UNAUTHENTICATED` when the session has ended. After any other end, connect again.';

const statusDescriptions: Record<number, string> = {
  201: 'Created.',
  202: 'Accepted: it happens soon.',
  204: 'Done; there is nothing to say.',
  304: 'It is what `If-None-Match` names.',
};
