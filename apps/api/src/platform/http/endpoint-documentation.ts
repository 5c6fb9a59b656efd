import { applyDecorators } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiCookieAuth,
  ApiHeader,
  ApiOperation,
  ApiResponse,
} from '@nestjs/swagger';
import { describeError, type EndpointSpec, type ErrorCode, FailureEnvelope } from '@pixelboxx/shared';
import { z } from 'zod';
import { takesIdempotencyKey } from './idempotency/idempotency.interceptor.ts';

/** Codes that any request can meet, by what the endpoint takes. */
function generalErrors(spec: EndpointSpec): ErrorCode[] {
  const codes: ErrorCode[] = ['RATE_LIMITED', 'INTERNAL_ERROR', 'SERVICE_UNAVAILABLE'];
  if (spec.params ?? spec.query ?? spec.body ?? spec.file) codes.push('VALIDATION_ERROR');
  if (spec.method !== 'GET')
    codes.push('CSRF_REJECTED', 'MALFORMED_JSON', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE');
  if (spec.access !== 'public') codes.push('UNAUTHENTICATED');
  if (takesIdempotencyKey(spec)) codes.push('VALIDATION_ERROR', 'IDEMPOTENCY_IN_PROGRESS', 'IDEMPOTENCY_KEY_REUSED');
  if (spec.access === 'mod' || spec.access === 'admin') codes.push('FORBIDDEN');
  return codes;
}

/** What the OpenAPI document says of an endpoint: everything comes from its spec. */
export function documentEndpoint(spec: EndpointSpec): MethodDecorator {
  return applyDecorators(
    ApiOperation({ operationId: operationIdOf(spec), summary: spec.summary, description: `Access: ${spec.access}.` }),
    ...(spec.access === 'public' ? [] : [ApiCookieAuth('session'), ApiBearerAuth('bearer')]),
    ...(takesIdempotencyKey(spec) ? [describeIdempotencyKey()] : []),
    ...(spec.file ? describeForm(spec.file, spec.body) : []),
    describeSuccess(spec),
    ...describeFailures([...generalErrors(spec), ...(spec.errors ?? [])]),
  );
}

function describeIdempotencyKey(): MethodDecorator {
  return ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description:
      'A value of your own for this request, such as a UUID. Sent again within a day, the request has no second effect and ' +
      'gets the first answer; failures that a retry can mend (5xx, 401, 403, 408, 409, 429) are not kept.',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  });
}

/** `POST /v1/auth/login` → `postAuthLogin`. */
function operationIdOf({ method, path }: EndpointSpec): string {
  const words = path
    .split('/')
    .slice(2)
    .flatMap((part) => part.replace(':', 'by-').split('-'));
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

function describeSuccess({ status, data }: EndpointSpec): MethodDecorator {
  const description = status === 202 ? 'Accepted' : status === 201 ? 'Created' : 'Success';
  if (!data) return ApiResponse({ status, description });
  return ApiResponse({ status, description, standardSchema: z.object({ success: z.literal(true), data }) });
}

/** One response a status, naming the codes it can carry. */
function describeFailures(codes: readonly ErrorCode[]): MethodDecorator[] {
  const byStatus = Map.groupBy(new Set(codes), (code) => describeError(code).status);
  return [...byStatus]
    .sort(([left], [right]) => left - right)
    .map(([status, group]) =>
      ApiResponse({
        status,
        description: group
          .sort()
          .map((code) => `\`${code}\``)
          .join(', '),
        standardSchema: FailureEnvelope,
      }),
    );
}

/** The file, and the fields that may stand beside it. */
function describeForm(file: string, fields: z.ZodType = z.strictObject({})): MethodDecorator[] {
  const { properties = {}, required = [] } = z.toJSONSchema(fields, { target: 'openapi-3.0', io: 'input' });
  const form = {
    type: 'object',
    required: [file, ...required],
    properties: { [file]: { type: 'string', format: 'binary' }, ...properties },
    additionalProperties: false,
  };
  // Swagger's types know nothing of zod's; both mean JSON Schema as OpenAPI 3.0 has it.
  const schema = form as NonNullable<Parameters<typeof ApiBody>[0]['schema' & keyof Parameters<typeof ApiBody>[0]]>;
  return [ApiConsumes('multipart/form-data'), ApiBody({ schema })];
}
