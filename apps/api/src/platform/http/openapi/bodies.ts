import { type EndpointSpec, tusContentType } from '@pixelboxx/shared';
import type { JsonSchema, SchemaRegistry } from './schemas.ts';

/** Bytes. OpenAPI 3.1 says so by the media type; `format` is what generators of clients look at. */
const bytes: JsonSchema = { type: 'string', format: 'binary', contentMediaType: 'application/octet-stream' };

interface RequestBody {
  readonly required: boolean;
  readonly content: Record<string, { schema: JsonSchema }>;
}

/** What an endpoint takes in its body; undefined for nothing. */
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
  if (spec.protocol === 'tus' && spec.method !== 'GET' && spec.method !== 'DELETE') {
    return { required: spec.method === 'PATCH', content: { [tusContentType]: { schema: bytes } } };
  }
  if (!spec.body) return undefined;
  return {
    required: !spec.body.safeParse(undefined).success,
    content: { 'application/json': { schema: schemas.input(spec.body) } },
  };
}

/** What it holds is the sender's business, and read after the signature. */
function signedBodyOf(type: string): JsonSchema {
  return {
    description: 'As its sender writes and signs it.',
    ...(type === 'application/json' ? {} : { type: 'string' }),
  };
}

/** The file, and the fields that may stand beside it. */
function formOf({ file = '', body }: EndpointSpec, schemas: SchemaRegistry): JsonSchema {
  const fields = body && 'shape' in body ? schemas.parameters(body as Parameters<SchemaRegistry['parameters']>[0]) : [];
  return {
    type: 'object',
    required: [file, ...fields.filter(({ required }) => required).map(({ name }) => name)],
    properties: { [file]: bytes, ...Object.fromEntries(fields.map(({ name, schema }) => [name, schema])) },
    additionalProperties: false,
  };
}
