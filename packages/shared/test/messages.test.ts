import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describeIssue } from '../src/index.ts';
import { allEndpoints } from './support/contract.ts';

/** Words of developers, and those that the schema library has of its own. */
const jargon =
  /\b(?:int|integer|uuid\w*|guid|cuid\w*|ulid|nanoid|regex|pattern|expected|received|invalid|zod\w*|undefined|null|nan|infinity|string|array|boolean|bigint|datetime|iso|discriminator|union|record|symbol|option)\b|\/\^|\[object|[<>]=?|=>/i;

const error = describeIssue;
const messagesOf = (schema: z.ZodType, value: unknown): string[] =>
  schema.safeParse(value, { error }).error?.issues.map(({ message }) => message) ?? [];

function expectPlain(messages: readonly string[]): void {
  for (const message of messages) {
    expect(message).not.toMatch(jargon);
    expect(message).toMatch(/^[A-Z].*\.$/);
    expect(message.length).toBeLessThanOrEqual(200);
  }
}

/** A schema of every kind from which contracts are written. */
const kinds: Record<string, z.ZodType> = {
  text: z.string(),
  shortText: z.string().min(2).max(4),
  exactText: z.string().length(3),
  pattern: z.string().regex(/^x+$/),
  beginning: z.string().startsWith('https://'),
  end: z.string().endsWith('.png'),
  part: z.string().includes('@'),
  lower: z.string().lowercase(),
  upper: z.string().uppercase(),
  email: z.email(),
  url: z.url(),
  httpUrl: z.httpUrl(),
  hostname: z.hostname(),
  uuid: z.uuid(),
  uuidv7: z.uuidv7(),
  guid: z.guid(),
  nanoid: z.nanoid(),
  cuid2: z.cuid2(),
  ulid: z.ulid(),
  xid: z.xid(),
  ksuid: z.ksuid(),
  emoji: z.emoji(),
  base64: z.base64(),
  base64url: z.base64url(),
  hex: z.hex(),
  hash: z.hash('sha256'),
  jwt: z.jwt(),
  e164: z.e164(),
  ipv4: z.ipv4(),
  ipv6: z.ipv6(),
  mac: z.mac(),
  cidrv4: z.cidrv4(),
  cidrv6: z.cidrv6(),
  day: z.iso.date(),
  moment: z.iso.datetime(),
  time: z.iso.time(),
  duration: z.iso.duration(),
  ownFormat: z.stringFormat('colour', /^#/),
  template: z.templateLiteral(['a', z.number()]),
  json: z.json(),
  number: z.number(),
  numberFrom: z.number().min(1).max(9),
  numberBetween: z.number().gt(1).lt(9),
  positive: z.number().positive(),
  int: z.int(),
  int32: z.int32(),
  whole: z.number().int().multipleOf(1),
  multiple: z.number().multipleOf(5),
  coerced: z.coerce.number().int().min(1).max(100),
  bigint: z.bigint().min(5n).max(9n).multipleOf(2n),
  flag: z.boolean(),
  textFlag: z.stringbool(),
  agreed: z.literal(true),
  nothing: z.null(),
  missing: z.undefined(),
  void: z.void(),
  never: z.never(),
  nan: z.nan(),
  symbol: z.symbol(),
  date: z.date().min(new Date('2020-01-01')).max(new Date('2021-01-01')),
  coercedDate: z.coerce.date(),
  enum: z.enum(['public', 'private']),
  longEnum: z.enum(Array.from({ length: 40 }, (_, index) => `choice ${index}`)),
  literals: z.literal(['a', 5, null, false, 7n, undefined]),
  list: z.array(z.string()).min(2).max(3),
  exactList: z.array(z.int()).length(1),
  tuple: z.tuple([z.string(), z.int()]),
  set: z.set(z.int()).min(2).max(3),
  map: z.map(z.string(), z.int()),
  record: z.record(z.enum(['a', 'b']), z.int()),
  looseRecord: z.record(z.string().regex(/^x/), z.int()),
  strict: z.strictObject({ a: z.string() }),
  nested: z.object({ a: z.object({ b: z.uuid() }), c: z.int().optional() }),
  union: z.union([z.string(), z.int()]),
  formats: z.union([z.email(), z.uuid()]),
  xor: z.xor([z.object({ a: z.string() }), z.object({ b: z.string() })]),
  tagged: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('a'), a: z.int() }),
    z.object({ kind: z.literal('b'), b: z.uuid() }),
  ]),
  intersection: z.intersection(z.object({ a: z.int() }), z.object({ b: z.int() })),
  file: z.file().min(5).max(9).mime(['image/png']),
  refined: z.string().refine(() => false),
  custom: z.custom(() => false),
  instance: z.instanceof(Uint8Array),
  nonoptional: z.string().optional().nonoptional(),
  property: z.array(z.string()).check(z.property('length', z.literal(7))),
};

const samples = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withNullPrototype: true }),
  fc.constantFrom<unknown>(
    ...[undefined, null, Number.NaN, Number.POSITIVE_INFINITY, -1, 0, 0.5, 5, 1e300, 4n, Symbol('x'), () => 1],
    ...['', 'a', 'abcdef', 'A', ' ', '0', 'x5', new Date(0), new Date(Number.NaN), new Date('2030-01-01')],
    ...[[], ['a'], ['a', 'b', 'c', 'd'], [1, 2], {}, { a: 1 }, { a: 'x', extra: 1 }, { kind: 'c' }, { kind: 'a' }],
    ...[{ a: '1', b: '2' }, { a: { b: 'x' } }, new Set([1]), new Set([1, 2, 3, 4]), new Map([[1, 'x']])],
    ...[new File([], 'a'), new File(['0123456789'], 'a', { type: 'text/plain' }), new Uint8Array(2)],
  ),
);

describe('the message for an invalid value', () => {
  it.each(Object.entries(kinds))('is a sentence without technical terms: %s', (_, schema) => {
    fc.assert(
      fc.property(samples, (value) => expectPlain(messagesOf(schema, value))),
      { seed: 20_261_128 },
    );
    expect([undefined, null, '', 0.5, -1, {}, ['?']].some((value) => messagesOf(schema, value).length > 0)).toBe(true);
  });

  it('is such a sentence for any input to any endpoint', () => {
    const json = fc.jsonValue({ maxDepth: 2 });
    for (const [, { params, query, body }] of allEndpoints) {
      for (const schema of [params, query, body]) {
        if (!schema) continue;
        const names = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
        const fields = fc.record(Object.fromEntries(names.map((name) => [name, json])), { requiredKeys: [] });
        const property = fc.property(fc.oneof(json, fields), (value) => expectPlain(messagesOf(schema, value)));
        fc.assert(property, { seed: 20_261_128, numRuns: 30 });
      }
    }
  });

  it.each<[z.ZodType, unknown, string]>([
    [z.string(), undefined, 'This field is required.'],
    [z.enum(['a', 'b']), undefined, 'This field is required.'],
    [z.int(), 'x', 'This must be a number.'],
    [z.int(), 0.5, 'This must be a whole number.'],
    [z.uuid(), '42', 'This is not an id.'],
    [z.enum(['public', 'private']), 'x', 'This must be “public” or “private”.'],
    [z.enum(['a', 'b', 'c']), 'x', 'This must be “a”, “b” or “c”.'],
    [z.literal(true), false, 'This must be true.'],
    [z.string().min(1), '', 'Use at least 1 character.'],
    [z.string().max(4), 'abcde', 'Use at most 4 characters.'],
    [z.number().min(1), 0, 'This must be at least 1.'],
    [z.number().positive(), 0, 'This must be more than 0.'],
    [z.coerce.number().max(100), '101', 'This must be at most 100.'],
    [z.number().multipleOf(5), 3, 'This must be a multiple of 5.'],
    [z.array(z.int()).length(2), [1], 'Use exactly 2 entries.'],
    [z.date().min(new Date('2020-02-01')), new Date(0), 'Choose 2020-02-01 or later.'],
    [z.iso.datetime(), 'x', 'This is not a date and time.'],
    [z.string().startsWith('https://'), 'x', 'This must begin with “https://”.'],
    [z.strictObject({}), { a: 1 }, 'This field is not known.'],
    [z.union([z.string(), z.int()]), true, 'This is not accepted here.'],
    [z.string().refine(() => false, { error: 'Its own words.' }), 'x', 'Its own words.'],
  ])('%# tells the user what to do', (schema, value, message) => {
    expect(messagesOf(schema, value)).toEqual([message]);
  });

  it('never repeats the value', () => {
    const secret = 'hunter2';
    for (const schema of Object.values(kinds)) {
      for (const value of [secret, { [secret]: secret }, [secret]]) {
        for (const message of messagesOf(schema, value)) expect(message).not.toContain(secret);
      }
    }
  });
});
