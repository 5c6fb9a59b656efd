import type { EndpointSpec } from '@pixelboxx/shared';
import fc from 'fast-check';
import { hostileBytes, hostileText } from './text.ts';
import { placeholder, type PlaceholderName } from './placeholders.ts';
import { fieldsOf, validInput } from './schema.ts';

/** Which id an address contains, by the text before it. */
const ids: ReadonlyArray<readonly [prefix: string, name: PlaceholderName]> = [
  ['/v1/uploads/resumable/', 'resumable'],
  ['/v1/uploads/', 'upload'],
  ['/v1/moderation/uploads/', 'upload'],
  ['/v1/auth/sessions/', 'session'],
  ['/v1/admin/users/', 'someone'],
  ['/v1/users/', 'username'],
];

function knownParameter(path: string): fc.Arbitrary<string> {
  const found = ids.find(([prefix]) => path.startsWith(prefix));
  return found ? fc.constant(placeholder(found[1])) : fc.uuid();
}

/** Percent-encoded as by a client; a lone surrogate, which has no encoding, as the bytes of a forced one. */
function percentEncode(text: string): string {
  return text.isWellFormed()
    ? encodeURIComponent(text)
    : encodeURIComponent(text.toWellFormed()).replace('%EF%BF%BD', '%ED%A0%80');
}

/** Raw bytes are possible in a request line, except those that end it or its parts. */
// eslint-disable-next-line no-control-regex -- what ends a line of HTTP is what must not be in one
const rawSegment = hostileBytes.map((bytes) => bytes.replaceAll(/[\s\u0000]/g, '%20'));

const hostileSegment = fc.oneof(
  { weight: 4, arbitrary: hostileText.map(percentEncode) },
  { weight: 2, arbitrary: rawSegment },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '.',
      '..',
      '%2e%2e',
      '..%2f..%2f',
      '%',
      '%zz',
      '%c0%ae',
      '%ff',
      '%00',
      'a;b=c',
      'x'.repeat(300),
      'x'.repeat(15_000),
      '',
    ),
  },
);

/** Other spellings of an address, which must not bypass a check. */
const spellings: ReadonlyArray<(path: string) => string> = [
  (path) => `${path}/`,
  (path) => `/${path}`,
  (path) => path.toUpperCase(),
  (path) => path.replace('/v1/', '/v1//'),
  (path) => path.replace('/v1/', '/./v1/'),
  (path) => path.replace('/v1/', '/v1/../v1/'),
  (path) => path.replace('/v1/', '/v1;x=1/'),
  (path) => path.replace('/v1/', '/%76%31/'),
  (path) => path.replaceAll('/', '\\'),
  (path) => `http://elsewhere.example${path}`,
  (path) => `${path}#fragment`,
  (path) => `${path}%00.json`,
  (path) => `${path}%20`,
  (path) => path.slice(1) || '*',
];

/** The path of an endpoint: parameters are known ids or hostile values; sometimes it is spelled another way. */
export function pathOf({ path, params }: Pick<EndpointSpec, 'path' | 'params'>): fc.Arbitrary<string> {
  const names = params ? fieldsOf(params) : [];
  const values = fc.tuple(
    ...names.map(() =>
      fc.oneof({ weight: 5, arbitrary: knownParameter(path) }, { weight: 2, arbitrary: hostileSegment }),
    ),
  );
  const spelling = fc.option(fc.constantFrom(...spellings), { freq: 12 });
  return fc.tuple(values, spelling).map(([filled, respell]) => {
    const plain = names.reduce((text, name, index) => text.replace(`:${name}`, () => filled[index] ?? ''), path);
    return respell ? respell(plain) : plain;
  });
}

const hostilePair = fc
  .tuple(
    fc.oneof(fc.constantFrom('__proto__', 'constructor', 'limit[]', 'limit[a]', 'cursor', ''), hostileText),
    hostileText,
  )
  .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`);

/** The query with its question mark, or nothing. */
export function queryOf(query: EndpointSpec['query']): fc.Arbitrary<string> {
  const strange = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.array(hostilePair, { minLength: 1, maxLength: 3 }).map((pairs) => `?${pairs.join('&')}`),
    },
    { weight: 1, arbitrary: rawSegment.map((bytes) => `?${bytes}`) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('?', '??', '?&&&', '?=', `?a=${'x'.repeat(9_000)}`, `?${'a=1&'.repeat(1_500)}`),
    },
  );
  if (!query) return fc.oneof({ weight: 8, arbitrary: fc.constant('') }, { weight: 1, arbitrary: strange });
  const fields = fieldsOf(query);
  const valid = validInput(query).map((value) => formOf(value));
  const spoiled = fc
    .tuple(valid, fc.constantFrom(...fields), hostileText)
    .map(([text, name, bad]) => `${text}${text === '' ? '?' : '&'}${name}=${percentEncode(bad)}`);
  const replaced = fc
    .tuple(fc.constantFrom(...fields), hostileText)
    .map(([name, bad]) => `?${name}=${percentEncode(bad)}`);
  return fc.oneof(
    { weight: 5, arbitrary: valid },
    { weight: 3, arbitrary: replaced },
    { weight: 2, arbitrary: spoiled },
    { weight: 2, arbitrary: strange },
  );
}

function formOf(value: unknown): string {
  const pairs = Object.entries(value as Record<string, unknown>)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => `${name}=${percentEncode(String(member))}`);
  return pairs.length > 0 ? `?${pairs.join('&')}` : '';
}
