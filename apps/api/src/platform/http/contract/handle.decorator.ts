import { SetMetadata } from '@nestjs/common';
import type { EndpointResult, EndpointSpec, StreamEvent } from '@pixelboxx/shared';
import type { FastifyRequest } from 'fastify';
import type { IncomingHttpHeaders } from 'node:http';
import type { z } from 'zod';
import { AppError } from '../../errors/app-error.ts';
import { mediaTypeOf } from '../server/media-type.ts';
import { type AnyPrincipal, type Principal, type RequestContext, requestContextOf } from '../security/principal.ts';
import type { Download } from '../download/download.interceptor.ts';
import { ENDPOINT } from '../endpoint/endpoint-metadata.ts';
import type { ProtocolResponse } from '../endpoint/protocol-response.ts';
import { createParameter, type ParameterReader } from '../endpoint/parameters.ts';
import type { StreamItem } from '../stream/stream-item.ts';
import type { StreamInput } from '../stream/stream.interceptor.ts';
import { type IfMatch, ifMatchOf } from './version.ts';
import { validate } from './validation.ts';

type Validated<Spec extends EndpointSpec, Key extends 'params' | 'query' | 'body'> =
  Spec extends Record<Key, infer Schema extends z.ZodType> ? Record<Key, z.output<Schema>> : unknown;

type Reported<Spec extends EndpointSpec> = Spec extends {
  reports: infer Reports extends Readonly<Record<string, z.ZodType>>;
}
  ? {
      readonly report: {
        [Type in keyof Reports]: { readonly type: Type; readonly data: z.output<Reports[Type]> };
      }[keyof Reports];
    }
  : unknown;

/** A body as received, and its headers. */
export interface SignedRequest {
  readonly text: string;
  readonly headers: Readonly<IncomingHttpHeaders>;
}

type Signed<Spec extends EndpointSpec> = Spec extends { signed: readonly string[] }
  ? { readonly signed: SignedRequest }
  : unknown;

/** Only endpoints with a `scope` accept tokens, so only they must work without a session. */
type PrincipalOf<Spec extends EndpointSpec> = Spec extends { scope: string } ? AnyPrincipal : Principal;

/** The input of this endpoint's handler: the parts its spec declares, validated, and who is asking from where. */
export type InputOf<Spec extends EndpointSpec> = Validated<Spec, 'params'> &
  Validated<Spec, 'query'> &
  Validated<Spec, 'body'> &
  Reported<Spec> &
  Signed<Spec> &
  (Spec extends { stream: z.ZodType } ? StreamInput : unknown) &
  (Spec extends { version: true } ? { readonly ifMatch: IfMatch } : unknown) &
  (Spec extends { access: 'public' } ? unknown : { readonly principal: PrincipalOf<Spec> }) & {
    readonly context: RequestContext;
  };

/** What the handler of a stream returns, such as by being an async generator. */
export type StreamOf<Spec extends EndpointSpec> = AsyncIterable<StreamItem<StreamEvent<Spec>>>;

type Handler<Spec extends EndpointSpec> = (
  input: InputOf<Spec>,
  ...rest: never[]
) => Spec extends { stream: z.ZodType }
  ? StreamOf<Spec>
  : Spec extends { download: readonly string[] }
    ? Promise<Download>
    : Spec extends { completes: infer Schema extends z.ZodType }
      ? Promise<ProtocolResponse<z.input<Schema>>>
      : EndpointResult<Spec> | Promise<EndpointResult<Spec>>;

/**
 * Makes a controller method the one implementation of an endpoint of the contract. Route, status, access, rate limit,
 * reauthentication and the fields of the response all come from the spec; the method takes what it needs from
 * `@Input() input: InputOf<typeof spec>`. Another input, or a result that does not fit `spec.data`, does not compile. With
 * `spec.stream` the method is an async generator of events (`StreamOf<typeof spec>`), which ends when `signal` is aborted.
 */
export function Handle<Spec extends EndpointSpec>(spec: Spec) {
  const decorate = SetMetadata(ENDPOINT, spec);
  return <Method extends Handler<Spec>>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<Method>,
  ): void => {
    decorate(target, key, descriptor);
  };
}

/** A handler's input. The request's origin is computed only for handlers that use it: most reads do not. */
class EndpointInput {
  readonly #request: FastifyRequest;
  params?: unknown;
  query?: unknown;
  body?: unknown;
  report?: unknown;
  signed?: SignedRequest;
  ifMatch?: IfMatch;
  principal?: AnyPrincipal;

  constructor(request: FastifyRequest) {
    this.#request = request;
    if (request.principal) this.principal = request.principal;
    if (request.stream) Object.assign(this, request.stream);
  }

  get context(): RequestContext {
    return requestContextOf(this.#request);
  }
}

type InputPart = (input: EndpointInput, request: FastifyRequest) => void;

/** In the order in which they are checked. */
function inputPartsOf({ access, params, query, body, file, reports, signed, version }: EndpointSpec): InputPart[] {
  const parts: (InputPart | false | undefined)[] = [
    access !== 'public' &&
      ((input) => {
        if (!input.principal) throw new AppError('UNAUTHENTICATED');
      }),
    params && ((input, request) => (input.params = validate(params, request.params))),
    query && ((input, request) => (input.query = validate(query, request.query))),
    // With a file the body is a stream, whose fields are validated as they arrive.
    body && file === undefined && ((input, request) => (input.body = validate(body, request.body))),
    reports && ((input, request) => (input.report = reportOf(reports, request))),
    signed && ((input, request) => (input.signed = { text: textOf(request.body), headers: request.headers })),
    version && ((input, request) => (input.ifMatch = ifMatchOf(request.headers['if-match']))),
  ];
  return parts.filter((part) => typeof part === 'function');
}

/** A parameter of a method with `@Handle`. @throws AppError VALIDATION_ERROR, UNAUTHENTICATED */
export const Input = (): ParameterDecorator => inputParameter;

const inputParameter = createParameter('Input', (spec): ParameterReader => {
  const parts = inputPartsOf(spec);
  return (request) => {
    const input = new EndpointInput(request);
    for (const fill of parts) fill(input, request);
    return input;
  };
});

/** The parser passes it on unparsed; a request may have none. */
function textOf(body: unknown): string {
  return typeof body === 'string' ? body : '';
}

/** The type of the body, which the parser has accepted, and the body validated by that type's schema. */
function reportOf(schemas: Readonly<Record<string, z.ZodType>>, request: FastifyRequest): object {
  const type = mediaTypeOf(request);
  const schema = Object.hasOwn(schemas, type) ? schemas[type] : undefined;
  if (!schema) throw new AppError('UNSUPPORTED_MEDIA_TYPE');
  return { type, data: validate(schema, request.body) };
}
