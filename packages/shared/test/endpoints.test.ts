import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { httpMethods, isErrorCode, type EndpointSpec } from '../src/index.ts';
import { allEndpoints, endpointsWithBody, schemasWithin, validBody } from './support/contract.ts';

const partsOf = (spec: EndpointSpec) =>
  [spec.params, spec.query, spec.body, spec.data].filter((schema) => schema !== undefined);

describe('every endpoint', () => {
  it('is found', () => expect(allEndpoints.length).toBeGreaterThan(10));

  it('has an address of its own', () => {
    const addresses = allEndpoints.map(([, { method, path }]) => `${method} ${path.replace(/:\w+/g, ':')}`);
    expect(addresses).toEqual([...new Set(addresses)]);
  });

  it.each(allEndpoints)('%s is declared completely', (_, spec) => {
    expect(spec.path).toMatch(/^\/v1(\/[a-z-]+|\/:[a-zA-Z]+)+$/);
    expect(['public', 'user', 'mod', 'admin']).toContain(spec.access);
    expect(httpMethods).toContain(spec.method);
    expect(spec.summary).toMatch(/^[A-Z].*[^.]$/);
    expect(spec.status === 204 && spec.data !== undefined).toBe(false);
    // What tus answers with stands in its headers; a download is a file.
    const isJson = spec.protocol !== 'tus' && spec.download === undefined;
    const answersInBody = [200, 201].includes(spec.status) && isJson;
    expect(answersInBody && spec.data === undefined && spec.stream === undefined).toBe(false);
  });

  it.each(allEndpoints)('%s, if it is a stream, is a GET of events distinguished by `type`', (_, spec) => {
    if (!spec.stream) return;
    expect([spec.method, spec.status, spec.data]).toEqual(['GET', 200, undefined]);
    // One to which features add is put together when it is first read.
    const schema = spec.stream instanceof z.ZodLazy ? (spec.stream.unwrap() as z.ZodType) : spec.stream;
    expect(z.globalRegistry.get(schema)?.id).toMatch(/^[A-Z][A-Za-z]+$/);
    const options = schema instanceof z.ZodDiscriminatedUnion ? schema.options : [schema];
    for (const option of options as z.ZodObject[]) expect(Object.keys(option.shape).sort()).toEqual(['data', 'type']);
    // The platform's own frames.
    for (const type of ['gap', 'error']) expect(spec.stream.safeParse({ type, data: {} }).success).toBe(false);
  });

  it.each(allEndpoints)('%s has a schema for exactly the parameters of its path', (_, spec) => {
    const named = [...spec.path.matchAll(/:(\w+)/g)].map(([, name]) => name);
    expect(Object.keys(spec.params?.shape ?? {})).toEqual(named);
  });

  it.each(allEndpoints)('%s accepts ids in capitals, and converts them to lower case', (_, { params }) => {
    const shape: Readonly<Record<string, z.core.$ZodType>> = params?.shape ?? {};
    for (const [name, schema] of Object.entries(shape).filter(([key]) => /(?:^i|I)d$/.test(key))) {
      const read = z.parse(schema, '0197A2D0-6D3C-7A4E-8F00-2B1C9E5D7A10');
      expect([name, read]).toEqual([name, '0197a2d0-6d3c-7a4e-8f00-2b1c9e5d7a10']);
    }
  });

  it.each(allEndpoints)('%s takes a body of one kind at most, and none for GET', (_, { method, body, file, bytes }) => {
    // A multipart body may have fields beside its file.
    expect(bytes !== undefined && (body !== undefined || file !== undefined)).toBe(false);
    if (method === 'GET') expect([body, file, bytes]).toEqual([undefined, undefined, undefined]);
  });

  it.each(allEndpoints)('%s, if publicly cacheable, responds identically to everybody', (_, spec) => {
    if (spec.publicForSeconds === undefined) return;
    const { method, access, params, query, setsCookies, version, rateLimit } = spec;
    expect([method, access]).toEqual(['GET', 'public']);
    expect([params, query, setsCookies, version, rateLimit]).toEqual(Array(5).fill(undefined));
    expect(spec.publicForSeconds).toBeGreaterThan(0);
  });

  it.each(allEndpoints)('%s names only codes of the catalogue, each once', (_, { errors = [] }) => {
    expect(errors).toEqual([...new Set(errors)]);
    for (const code of errors) expect([code, isErrorCode(code)]).toEqual([code, true]);
  });

  it.each(allEndpoints)('%s refuses unknown fields wherever it takes any', (_, { params, query, body }) => {
    for (const schema of [params, query, body]) {
      if (!schema) continue;
      const issues = schema.safeParse({ isAdmin: true }).error?.issues ?? [];
      expect(issues).toContainEqual(expect.objectContaining({ code: 'unrecognized_keys', keys: ['isAdmin'] }));
    }
  });

  it.each(allEndpoints)('%s can be described in JSON Schema, both input and output', (_, spec) => {
    for (const schema of partsOf(spec)) {
      for (const io of ['input', 'output'] as const) {
        const { $ref, $defs, ...inline } = z.toJSONSchema(schema, { io, unrepresentable: 'throw' });
        const described = $ref === undefined ? inline : $defs?.[$ref.replace('#/$defs/', '')];
        expect(described).toHaveProperty('type', 'object');
      }
    }
  });

  it.each(allEndpoints)('%s carries neither Date objects nor one-way transforms', (_, spec) => {
    for (const schema of partsOf(spec)) {
      const kinds = [...schemasWithin(schema)].map(({ _zod }) => _zod.def.type);
      expect(kinds).not.toContain('date');
      if (schema === spec.data) expect(kinds).not.toContain('transform');
    }
  });
});

describe('the names of schemas in the API description', () => {
  const named = new Map<string, Set<unknown>>();
  for (const [, spec] of allEndpoints) {
    for (const part of partsOf(spec)) {
      for (const schema of schemasWithin(part)) {
        const id = z.globalRegistry.get(schema)?.id;
        if (id !== undefined) named.set(id, (named.get(id) ?? new Set()).add(schema));
      }
    }
  }

  it('belong to one schema each', () => {
    expect(named.size).toBeGreaterThan(10);
    for (const [id, schemas] of named) expect([id, schemas.size]).toEqual([id, 1]);
  });

  it.each(allEndpoints)('exist for the body and the response of %s', (_, { body, data }) => {
    for (const schema of [body, data]) {
      if (schema) expect(z.globalRegistry.get(schema)?.id).toMatch(/^[A-Z][A-Za-z]+$/);
    }
  });
});

/** Whether a field takes values of this type of JSON, in whatever shape. */
function takes(body: z.ZodObject, field: string, type: string): boolean {
  const described = JSON.stringify(
    z.toJSONSchema(
      z.object({ field: (body.shape as Readonly<Record<string, z.ZodType>>)[field] ?? z.never() }).shape.field,
      { io: 'input' },
    ),
  );
  return described.replaceAll('"integer"', '"number"').includes(`"type":"${type}"`);
}

describe('every request body', () => {
  it.each(endpointsWithBody)('of $name accepts its valid sample, and no further field', ({ body }) => {
    const sample = validBody(body);
    expect(body.safeParse(sample).error?.issues).toBeUndefined();
    const foreign = ['role', 'isVerified', 'id', 'constructor', 'userName'].filter((name) => !(name in body.shape));
    for (const extra of foreign) {
      expect(body.safeParse({ ...sample, [extra]: 'ADMIN' }).success).toBe(false);
    }
  });

  it.each(endpointsWithBody)('of $name is an object', ({ body }) => {
    for (const value of [null, undefined, 'text', 5, [], [validBody(body)]]) {
      expect(body.safeParse(value).success).toBe(false);
    }
  });

  const fields = endpointsWithBody.flatMap(({ name, body }) =>
    Object.keys(body.shape).map((field) => ({ name, body, field })),
  );

  it.each(fields)('of $name refuses another type in $field', ({ body, field }) => {
    const others: [type: string, value: unknown][] = [
      ['object', { not: '' }],
      ['object', { contains: '@' }],
      ['array', [['x']]],
      ['number', 0.5],
      ['boolean', true],
    ];
    for (const [, value] of others.filter(([type]) => !takes(body, field, type))) {
      const result = body.safeParse({ ...validBody(body), [field]: value });
      expect(result.error?.issues.map(({ path }) => path[0])).toContain(field);
    }
  });

  it.each(fields)('of $name refuses NUL and half a surrogate pair in $field', ({ body, field }) => {
    const sample = validBody(body);
    for (const unstorable of ['\u0000', '\ud800', '\udc00']) {
      const result = body.safeParse({ ...sample, [field]: `${String(sample[field])}${unstorable}` });
      expect(result.error?.issues.map(({ path }) => path[0])).toContain(field);
    }
  });
});
