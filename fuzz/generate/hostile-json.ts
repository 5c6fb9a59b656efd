import fc from 'fast-check';
import { hostileText } from './text.ts';

const deep = (open: string, close: string, depth: number): string => open.repeat(depth) + close.repeat(depth);

/** JSON texts that no serializer would write: kept as text, since a value could not represent them. */
export const hostileJsonTexts = [
  'null',
  'true',
  '0',
  '""',
  '[]',
  '{}',
  '[{}]',
  '{"":1}',
  '{"__proto__":{"isAdmin":true}}',
  '{"constructor":{"prototype":{"isAdmin":true}}}',
  '{"\\u005f_proto__":{}}',
  '{"a":1e999}',
  '{"a":-0}',
  '{"a":1E-400}',
  `{"a":${'9'.repeat(400)}}`,
  '{"a":"\\ud800"}',
  '{"a":"\\u0000"}',
  '{"\\u0000":"\\u0000"}',
  '{"a":NaN}',
  '{a:1}',
  "{'a':1}",
  '{"a":1,}',
  '{"a":1}{"b":2}',
  '{"a":1} trailing',
  '\ufeff{}',
  '// comment\n{}',
  '{"a":"unfinished',
  '{',
  '"',
  '   ',
  '\u0000',
  '\u001e{}\n',
  deep('[', ']', 65),
  deep('{"a":', '}', 65).replace('}', '1}'),
  deep('[', ']', 5_000),
  deep('[', ']', 30_000),
  `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
  `{"a":"${'x'.repeat(65_500)}"}`,
  `{"a":"${'x'.repeat(70_000)}"}`,
  `{${Array.from({ length: 4_000 }, (_, index) => `"k${index}":0`).join(',')}}`,
] as const;

/** A value of the wrong type, or of the right type but extreme. */
const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 5, arbitrary: hostileText },
  { weight: 2, arbitrary: fc.constantFrom(null, true, false, [], {}, [[]], [null], { length: 1 }, { toString: 1 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(0, -1, 1.5, 2 ** 31, 2 ** 53, -(2 ** 53), 1e21, Number.MAX_VALUE, Number.MIN_VALUE),
  },
  { weight: 1, arbitrary: fc.array(hostileText, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' }) },
);

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};

type Change = (value: unknown) => string;

const dangerousKey = fc.constantFrom(
  '__proto__',
  'constructor',
  'toString',
  'isAdmin',
  'role',
  'id',
  '',
  '\u0000',
  'a.b',
);

/** Writes a pair by hand, so that keys can be doubled and `__proto__` is a key like any other. */
function withPair(value: unknown, key: string, member: unknown, first: boolean): string {
  const pairs = Object.entries(record(value)).map(([name, item]) => `${JSON.stringify(name)}:${toJson(item)}`);
  const pair = `${JSON.stringify(key)}:${toJson(member)}`;
  return `{${(first ? [pair, ...pairs] : [...pairs, pair]).join(',')}}`;
}

const toJson = (value: unknown): string => (value === undefined ? 'null' : JSON.stringify(value));

/** Ways to spoil one valid body; `fields` are the names in its schema. */
export function jsonChanges(fields: readonly string[]): fc.Arbitrary<Change> {
  const field = fields.length > 0 ? fc.constantFrom(...fields) : dangerousKey;
  return fc.oneof(
    {
      weight: 6,
      arbitrary: fc.tuple(field, hostileValue).map(
        ([name, bad]): Change =>
          (value) =>
            toJson({ ...record(value), [name]: bad }),
      ),
    },
    {
      weight: 2,
      arbitrary: field.map(
        (name): Change =>
          (value) =>
            toJson(Object.fromEntries(Object.entries(record(value)).filter(([key]) => key !== name))),
      ),
    },
    {
      weight: 3,
      arbitrary: fc.tuple(fc.oneof(field, dangerousKey, hostileText), hostileValue, fc.boolean()).map(
        ([key, member, first]): Change =>
          (value) =>
            withPair(value, key, member, first),
      ),
    },
    {
      weight: 3,
      arbitrary: fc.constantFrom(...hostileJsonTexts).map(
        (text): Change =>
          () =>
            text,
      ),
    },
    {
      weight: 2,
      arbitrary: fc.integer({ min: 0, max: 200 }).map(
        (length): Change =>
          (value) =>
            toJson(value).slice(0, length),
      ),
    },
  );
}
