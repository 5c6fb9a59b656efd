import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { weighBreaks } from '../../openapi/accepted.ts';
import { findBreaks } from '../../openapi/breaks.ts';
import { root } from '../../root.ts';

type Schema = Record<string, unknown>;
const json = (schema: Schema) => ({ content: { 'application/json': { schema } } });
const object = (properties: Record<string, Schema>, ...required: string[]): Schema => ({
  type: 'object',
  properties,
  required,
});
const text = { type: 'string' };
const document = (operation: Schema, schemas: Schema = {}) => ({
  paths: { '/notes': { post: operation } },
  components: { schemas },
});
const request = (schema: Schema) => document({ requestBody: { required: true, ...json(schema) } });
const response = (schema: Schema) => document({ responses: { 200: json(schema) } });

describe('a change that breaks a client', () => {
  it.each<[string, Schema, Schema]>([
    ['request.a: now required', object({ a: text }), object({ a: text }, 'a')],
    ['request.a: removed', object({ a: text }), object({})],
    ['request.a: type string became integer', object({ a: text }), object({ a: { type: 'integer' } })],
    ['request.a: "y" is no longer taken', object({ a: { enum: ['x', 'y'] } }), object({ a: { enum: ['x'] } })],
    ['request.a: others is no longer taken', object({ a: text }), object({ a: { ...text, enum: ['x'] } })],
    [
      'request.a: maxLength is lower',
      object({ a: { ...text, maxLength: 9 } }),
      object({ a: { ...text, maxLength: 8 } }),
    ],
    ['request.a: minLength is higher', object({ a: text }), object({ a: { ...text, minLength: 1 } })],
    ['request.a: pattern is another', object({ a: text }), object({ a: { ...text, pattern: '^x' } })],
    [
      'request: a form of it is no longer taken',
      { anyOf: [text, { type: 'null' }, { type: 'boolean' }] },
      { anyOf: [text, { type: 'boolean' }] },
    ],
  ])('in requests: %s', (expected, before, after) =>
    expect(findBreaks(request(before), request(after))).toEqual([`POST /notes: ${expected}`]),
  );

  it.each<[string, Schema, Schema]>([
    ['200.a: removed', object({ a: text }, 'a'), object({})],
    ['200.a: may now be missing', object({ a: text }, 'a'), object({ a: text })],
    ['200.a: type string became string|null', object({ a: text }), object({ a: { type: ['string', 'null'] } })],
    ['200[].a: removed', { type: 'array', items: object({ a: text }) }, { type: 'array', items: object({}) }],
    ['200: type string became null', text, { anyOf: [text, { type: 'null' }] }],
    ['200.a: "x" became "y"', object({ a: { const: 'x' } }), object({ a: { const: 'y' } })],
  ])('in responses: %s', (expected, before, after) =>
    expect(findBreaks(response(before), response(after))).toEqual([`POST /notes: ${expected}`]),
  );

  it.each<[string, Schema, Schema]>([
    ['200: removed', { responses: { 200: {} } }, { responses: { 201: {} } }],
    ['query page: removed', { parameters: [{ in: 'query', name: 'page', schema: text }] }, {}],
    ['query page: now required', {}, { parameters: [{ in: 'query', name: 'page', required: true, schema: text }] }],
    ['request: now required', {}, { requestBody: { required: true, ...json(text) } }],
  ])('in an operation: %s', (expected, before, after) =>
    expect(findBreaks(document(before), document(after))).toEqual([`POST /notes: ${expected}`]),
  );

  it('by removing an operation', () =>
    expect(findBreaks(document({}), { paths: {} })).toEqual(['POST /notes: removed']));
});

describe('a change that breaks nobody', () => {
  it.each<[string, Schema, Schema]>([
    ['a field that may be sent', object({}), object({ a: text })],
    ['a bound that is wider', object({ a: { ...text, maxLength: 8 } }), object({ a: { ...text, maxLength: 9 } })],
    ['a value that is taken as well', object({ a: { enum: ['x'] } }), object({ a: { enum: ['x', 'y'] } })],
    ['numbers where there were integers', object({ a: { type: 'integer' } }), object({ a: { type: 'number' } })],
    ['one form more', text, { anyOf: [text, { type: 'null' }] }],
  ])('in requests: %s', (_, before, after) => expect(findBreaks(request(before), request(after))).toEqual([]));

  it.each<[string, Schema, Schema]>([
    ['a field more', object({ a: text }, 'a'), object({ a: text, b: text }, 'a', 'b')],
    ['a code more', object({ a: { enum: ['x'] } }), object({ a: { enum: ['x', 'y'] } })],
    ['integers where there were numbers', object({ a: { type: 'number' } }), object({ a: { type: 'integer' } })],
  ])('in responses: %s', (_, before, after) => expect(findBreaks(response(before), response(after))).toEqual([]));
});

it('the comparison follows references, also of schemas that contain themselves', () => {
  const recursive = (...fields: string[]) =>
    document(
      { responses: { 200: json({ $ref: '#/components/schemas/Note' }) } },
      {
        Note: object({
          reply: { $ref: '#/components/schemas/Note' },
          ...Object.fromEntries(fields.map((name) => [name, text])),
        }),
      },
    );
  expect(findBreaks(recursive('a'), recursive())).toEqual(['POST /notes: 200.a: removed']);
  expect(findBreaks(recursive(), recursive('a'))).toEqual([]);
});

it('the comparison detects a field removed from the product’s own document', () => {
  const own = readFileSync(join(root, 'docs/openapi.json'), 'utf8');
  const changed = own.replaceAll('"displayName"', '"shownName"');
  expect(changed).not.toBe(own);
  expect(findBreaks(JSON.parse(own), JSON.parse(own))).toEqual([]);
  expect(findBreaks(JSON.parse(own), JSON.parse(changed)).some((text) => text.endsWith('.displayName: removed'))).toBe(
    true,
  );
});

it('the comparison accepts breaks that are listed word by word, and no unneeded entries', () =>
  expect(
    weighBreaks(['GET /a: removed', 'GET /b: removed'], { 'GET /a: removed': 'unused', 'GET /c: removed': 'x' }),
  ).toEqual({
    refused: ['GET /b: removed'],
    accepted: ['GET /a: removed (unused)'],
    idle: ['GET /c: removed'],
  }));
