import {
  applyDecorators,
  createParamDecorator,
  type ExecutionContext,
  HttpCode,
  RequestMapping,
  RequestMethod,
  SetMetadata,
  UseInterceptors,
} from '@nestjs/common';
import { RouteConfig, RouteSchema } from '@nestjs/platform-fastify';
import type { EndpointResult, EndpointSpec, StreamEvent } from '@pixelboxx/shared';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { AppError } from '../../errors/app-error.ts';
import { mediaTypeOf } from '../server/media-type.ts';
import { type AnyPrincipal, type Principal, type RequestContext, originOf } from '../security/principal.ts';
import { type Download, DownloadInterceptor } from '../download/download.interceptor.ts';
import { ENDPOINT, endpointOf } from '../endpoint/endpoint-metadata.ts';
import { IdempotencyInterceptor, takesIdempotencyKey } from '../idempotency/idempotency.interceptor.ts';
import type { StreamItem } from '../stream/stream-item.ts';
import { type StreamInput, StreamInterceptor } from '../stream/stream.interceptor.ts';
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

/** Only what names a `scope` is called by tokens, and so has to do without a session. */
type PrincipalOf<Spec extends EndpointSpec> = Spec extends { scope: string } ? AnyPrincipal : Principal;

/** What a handler of this endpoint is given: the parts its spec declares, validated, and who asks from where. */
export type InputOf<Spec extends EndpointSpec> = Validated<Spec, 'params'> &
  Validated<Spec, 'query'> &
  Validated<Spec, 'body'> &
  Reported<Spec> &
  (Spec extends { stream: z.ZodType } ? StreamInput : unknown) &
  (Spec extends { version: true } ? { readonly ifMatch: IfMatch } : unknown) &
  (Spec extends { access: 'public' } ? unknown : { readonly principal: PrincipalOf<Spec> }) & {
    readonly origin: RequestContext;
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
    : EndpointResult<Spec> | Promise<EndpointResult<Spec>>;

/**
 * Makes a controller method the one implementation of an endpoint of the contract. Route, status, access, rate limit,
 * reauthentication and the fields that leave all come from the spec; the method takes what it needs of
 * `@Input() input: InputOf<typeof spec>`. Another input or a result that does not fit `spec.data` does not compile.
 * With `spec.stream` the method is an async generator of events (`StreamOf<typeof spec>`), which ends when `signal` says so.
 */
export function Handle<Spec extends EndpointSpec>(spec: Spec) {
  const decorate = applyDecorators(
    RequestMapping({ method: RequestMethod[spec.method], path: [spec.path, ...(spec.aliases ?? [])] }),
    HttpCode(spec.status),
    SetMetadata(ENDPOINT, spec),
    RouteConfig(routeConfigOf(spec)),
    ...(takesIdempotencyKey(spec) ? [UseInterceptors(IdempotencyInterceptor)] : []),
    ...(spec.stream ? [UseInterceptors(StreamInterceptor)] : []),
    ...(spec.download ? [UseInterceptors(DownloadInterceptor)] : []),
    // Under every status, so that no response of the endpoint can pass `serializer.ts` by.
    ...(spec.data ? [RouteSchema({ response: { default: spec.data } })] : []),
  );
  return <Method extends Handler<Spec>>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<Method>,
  ): void => {
    decorate(target, key, descriptor);
  };
}

/** What hooks and parsers ask of a route before Nest has a say. All in one: each further `RouteConfig` would replace the last. */
function routeConfigOf(spec: EndpointSpec): object {
  return {
    ...(spec.file && { takesFile: true }),
    ...(spec.reports && { takesReports: Object.keys(spec.reports) }),
    ...(spec.proof && { proofCounts: spec.proof.counts }),
    ...(spec.hashesPassword && { hashesPassword: true }),
    ...(spec.version && { versioned: { lapses: spec.lapses ?? null } }),
    ...(spec.protocol === 'tus' && { takesParts: true }),
  };
}

/** The first parameter of a method with `@Handle`. @throws AppError VALIDATION_ERROR, UNAUTHENTICATED */
export const Input = createParamDecorator((_data: unknown, context: ExecutionContext): object => {
  const spec = endpointOf(context.getHandler());
  if (!spec) throw new Error(`${context.getClass().name} takes an @Input() without @Handle()`);
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const { principal } = request;
  if (spec.access !== 'public' && !principal) throw new AppError('UNAUTHENTICATED');
  return {
    ...(spec.params && { params: validate(spec.params, request.params) }),
    ...(spec.query && { query: validate(spec.query, request.query) }),
    // With a file the body is a stream, whose fields are validated as they arrive.
    ...(spec.body && !spec.file && { body: validate(spec.body, request.body) }),
    ...(spec.reports && { report: reportOf(spec.reports, request) }),
    ...(spec.version && { ifMatch: ifMatchOf(request.headers['if-match']) }),
    ...(principal && { principal }),
    ...request.stream,
    // Worked out for those who take it: most reads do not.
    get origin() {
      return originOf(request);
    },
  };
});

/** The type of the body, which the parser has let through, and the body by that type's schema. */
function reportOf(schemas: Readonly<Record<string, z.ZodType>>, request: FastifyRequest): object {
  const type = mediaTypeOf(request);
  const schema = Object.hasOwn(schemas, type) ? schemas[type] : undefined;
  if (!schema) throw new AppError('UNSUPPORTED_MEDIA_TYPE');
  return { type, data: validate(schema, request.body) };
}
