import fc from 'fast-check';
import { z } from 'zod';
import { placeholder } from './placeholders.ts';

/** The part of JSON Schema that zod writes for inputs. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
}

const moment = fc.date({ min: new Date('2026-01-01Z'), max: new Date('2027-01-01Z'), noInvalidDate: true });
const hex = fc.stringMatching(/^[0-9a-f]{12}$/);

/** Fields whose schema says less than their meaning. Each value is valid, and likely to get past the first checks. */
const byMeaning: Readonly<Record<string, fc.Arbitrary<string>>> = {
  username: fc.oneof(
    hex.map((digits) => `fuzz_${digits}`),
    fc.constantFrom('demo', 'Demo-Mod', 'admin'),
  ),
  email: hex.map((digits) => `fuzz-${digits}@example.org`),
  identifier: fc.oneof(fc.constant(placeholder('username')), hex),
  password: fc.oneof(
    fc.constant(placeholder('password')),
    hex.map((digits) => `lantern ${digits}`),
  ),
  currentPassword: hex.map((digits) => `lantern ${digits}`),
  newPassword: hex.map((digits) => `harbour ${digits}`),
  displayName: fc.constantFrom('Ada', '山田 太郎', 'Ines Łukasz', 'عمر', '🦊 Fox'),
  token: fc.stringMatching(/^[A-Za-z0-9_-]{43}$/),
  code: fc.stringMatching(/^\d{6}$/),
  scopes: fc.constantFrom('profile:read', 'profile:write', 'uploads:read', 'uploads:write', 'albums:write'),
  search: fc.constantFrom('demo', 'fuzz', 'a', '%', '_', '@'),
  reason: fc.constantFrom('Spam', 'Broke the rules of the house.'),
};

/** More misses in a row are no coincidence: `byMeaning`, or a format, has no value that fits. */
const maxMisses = 10_000;

/**
 * Valid inputs of a zod schema. Refinements that its JSON Schema cannot express are met by retrying. New endpoints are
 * covered automatically; a new kind of field may need a line in `byMeaning`.
 */
export function validInput(schema: z.ZodType): fc.Arbitrary<unknown> {
  const json = jsonSchemaOf(schema);
  let misses = 0;
  return valueOf(json, json.$defs ?? {}, '').filter((value) => {
    const { success, error } = schema.safeParse(value);
    misses = success ? 0 : misses + 1;
    if (misses > maxMisses) throw new Error(`Nothing valid is found by chance; of ${JSON.stringify(value)}: ${error}`);
    return success;
  });
}

/** The names of an object schema's fields. */
export function fieldsOf(schema: z.ZodType): string[] {
  const json = jsonSchemaOf(schema);
  return Object.keys(resolve(json, json.$defs ?? {}).properties ?? {});
}

function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
}

type Definitions = Readonly<Record<string, JsonSchema>>;

function resolve(schema: JsonSchema, definitions: Definitions): JsonSchema {
  const name = schema.$ref?.replace('#/$defs/', '');
  return name === undefined ? schema : (definitions[name] ?? {});
}

function valueOf(given: JsonSchema, definitions: Definitions, name: string): fc.Arbitrary<unknown> {
  const schema = resolve(given, definitions);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((option) => valueOf(option, definitions, name)));
  if (typeof schema.type === 'object')
    return fc.oneof(...schema.type.map((type) => valueOf({ ...schema, type }, definitions, name)));
  switch (schema.type) {
    case 'object':
      return objectOf(schema, definitions);
    case 'array':
      return fc.array(valueOf(schema.items ?? {}, definitions, name), { maxLength: 3 });
    case 'string':
      return textOf(schema, name);
    case 'integer':
    case 'number':
      return fc.integer({ min: schema.minimum ?? -1_000, max: Math.min(schema.maximum ?? 1_000, 2 ** 31 - 1) });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function objectOf(schema: JsonSchema, definitions: Definitions): fc.Arbitrary<unknown> {
  const { properties, required = [], additionalProperties } = schema;
  if (!properties)
    return fc.dictionary(
      fc.stringMatching(/^[a-z]{1,8}$/),
      typeof additionalProperties === 'object'
        ? valueOf(additionalProperties, definitions, '')
        : fc.jsonValue({ maxDepth: 2 }),
      { maxKeys: 4 },
    );
  const members = Object.fromEntries(
    Object.entries(properties).map(([name, member]) => [name, valueOf(member, definitions, name)]),
  );
  return fc.record(members, { requiredKeys: [...required] });
}

function textOf({ format, pattern, minLength = 0, maxLength = 200 }: JsonSchema, name: string): fc.Arbitrary<string> {
  const meant = byMeaning[name];
  if (meant) return meant;
  if (format === 'uuid') return fc.uuid();
  // No host exists below `.invalid` (RFC 6761): nothing is called.
  if (format === 'uri') return hex.map((digits) => `https://${digits}.invalid/path?query=${digits}`);
  if (format === 'date-time') return moment.map((date) => date.toISOString());
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  return fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, 40) });
}
