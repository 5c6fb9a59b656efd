import { type EndpointSpec, tusContentType } from '@pixelboxx/shared';
import type { JsonSchema, SchemaRegistry } from './schemas.ts';

/** Bytes. OpenAPI 3.1 expresses this by the media type; client generators read `format`. */
const bytes: JsonSchema = { type: 'string', format: 'binary', contentMediaType: 'application/octet-stream' };

/** RFC 8058, 3.2. */
const oneClickForm: JsonSchema = {
  type: 'object',
  properties: { 'List-Unsubscribe': { type: 'string', const: 'One-Click' } },
};

interface RequestBody {
  readonly required: boolean;
  readonly content: Record<string, { schema: JsonSchema }>;
}

/** The request body of an endpoint; undefined for none. */
export function describeRequestBody(spec: EndpointSpec, schemas: SchemaRegistry): RequestBody | undefined {
  if (spec.file) return { required: true, content: { 'multipart/form-data': { schema: formOf(spec, schemas) } } };
  if (spec.bytes) {
    return { required: true, content: Object.fromEntries(spec.bytes.map((type) => [type, { schema: bytes }])) };
  }
  if (spec.reports) {
    const content = Object.entries(spec.reports).map(([type, schema]) => [type, { schema: schemas.input(schema) }]);
    return { required: true, content: Object.fromEntries(content) as RequestBody['content'] };
  }
  if (spec.signed) {
    return {
      required: true,
      content: Object.fromEntries(spec.signed.map((type) => [type, { schema: signedBodyOf(type) }])),
    };
  }
  if (spec.oneClick) {
    return { required: false, content: { 'application/x-www-form-urlencoded': { schema: oneClickForm } } };
  }
  if (spec.protocol === 'tus' && spec.method !== 'GET' && spec.method !== 'DELETE') {
    return { required: spec.method === 'PATCH', content: { [tusContentType]: { schema: bytes } } };
  }
  if (!spec.body) return undefined;
  return {
    required: !spec.body.safeParse(undefined).success,
    content: { 'application/json': { schema: schemas.input(spec.body) } },
  };
}

/** The sender defines its content, which is read after the signature is verified. */
function signedBodyOf(type: string): JsonSchema {
  return {
    description: 'As its sender writes and signs it.',
    ...(type === 'application/json' ? {} : { type: 'string' }),
  };
}

/** The file, and the fields that can accompany it. */
function formOf({ file = '', body }: EndpointSpec, schemas: SchemaRegistry): JsonSchema {
  const fields = body && 'shape' in body ? schemas.parameters(body as Parameters<SchemaRegistry['parameters']>[0]) : [];
  return {
    type: 'object',
    required: [file, ...fields.filter(({ required }) => required).map(({ name }) => name)],
    properties: { [file]: bytes, ...Object.fromEntries(fields.map(({ name, schema }) => [name, schema])) },
    additionalProperties: false,
  };
}
