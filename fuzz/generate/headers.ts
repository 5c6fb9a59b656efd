import fc from 'fast-check';
import type { HeaderField } from '../http/message.ts';
import { hostileBytes } from './text.ts';
import { placeholder } from './placeholders.ts';

/** Values of each field that a server could misread; any of them may also be arbitrary bytes. */
const values: Readonly<Record<string, readonly string[]>> = {
  accept: [
    'application/problem+json',
    '*/*',
    'text/html',
    'application/json;q=0',
    ';;;,',
    'application/xml',
    'text/x-component',
  ],
  'accept-encoding': ['gzip', 'br;q=1.0, *;q=0', 'identity;q=0', 'zstd', ',,,'],
  'accept-language': ['de-DE', '*', 'x'.repeat(2_000), '../../etc'],
  'content-encoding': ['gzip', 'br', 'identity', 'deflate, gzip', 'x'],
  'content-language': ['tlh'],
  'content-md5': ['!!!'],
  'cache-control': ['no-store', 'only-if-cached', 'max-age=-1'],
  connection: ['close', 'keep-alive', 'keep-alive, x-request-id', 'cookie', 'host, authorization'],
  'keep-alive': ['timeout=99999999999'],
  origin: ['null', 'https://evil.example', 'http://localhost', 'file://', 'http://localhost:3000'],
  'sec-fetch-site': ['cross-site', 'same-origin', 'same-site', 'none', 'x'],
  referer: ['https://evil.example/', 'about:blank', 'x'],
  'x-request-id': ['0123456789abcdef', 'a', '../../x', '{"a":1}', 'x'.repeat(300)],
  'x-forwarded-for': [
    '127.0.0.1',
    '::1, 10.0.0.1',
    '::ffff:1.2.3.4%eth0',
    'unknown',
    '1.1.1.1,'.repeat(500),
    '999.1.1.1',
    '[::1]:80',
  ],
  'x-forwarded-proto': ['https', 'ws', 'x'],
  'x-forwarded-host': ['evil.example', '[', 'a b'],
  'x-forwarded-port': ['99999'],
  forwarded: ['for=1.2.3.4;proto=https', 'for="[::1', ';;;='],
  'x-real-ip': ['127.0.0.1'],
  'x-pixelboxx-proxy': ['x', 'A'.repeat(43)],
  'x-http-method-override': ['DELETE'],
  'idempotency-key': [
    '0198a000-aaaa-7000-8000-000000000001',
    '0198a000-aaaa-7000-8000-000000000002',
    '',
    '"',
    'x'.repeat(256),
    'ü',
  ],
  'if-match': ['*', '"x"', 'W/"x"', '"', ','],
  'if-none-match': ['*', '"x"', 'W/"x", "y"', '"', 'x'.repeat(3_000)],
  'if-modified-since': ['Sat, 29 Feb 2025 25:00:00 GMT', 'Thu, 01 Jan 1970 00:00:00 GMT', '0'],
  'if-unmodified-since': ['Thu, 01 Jan 1970 00:00:00 GMT'],
  'if-range': ['"x"', 'x'],
  range: ['bytes=0-0', 'bytes=-1', 'bytes=9999999999-', 'bytes=0-,0-,0-,0-', 'bytes=5-1', 'lines=1-2', 'bytes=abc'],
  authorization: [
    'Bearer',
    'Bearer x',
    'Bearer a.b.c',
    'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.',
    `Bearer ${placeholder('access')}x`,
    `Bearer ${placeholder('refresh')}`,
    `Bearer pxb_${'0'.repeat(43)}2CZclj`,
    `bearer pxb_${'0'.repeat(49)}`,
    'Basic Og==',
    'Negotiate',
    `Bearer ${'x'.repeat(7_000)}`,
  ],
  cookie: [
    'pbx_access=x',
    'pbx_access=; pbx_refresh=',
    `pbx_access=${placeholder('access')}; pbx_access=${placeholder('access')}`,
    `pbx_access=${placeholder('access')}; pbx_access=other`,
    `pbx_access="${placeholder('access')}"`,
    'pbx_refresh=x.y',
    'pbx_refresh=%00',
    '__Host-pbx_access=x',
    'pbx_mfa=x; pbx_device=y',
    ';;;=;=;',
    `a=${'x'.repeat(6_000)}`,
    'a=1;'.repeat(900),
  ],
  'tus-resumable': ['1.0.0', '0.2.2', '', '1.0.0, 1.0.0'],
  'upload-length': ['0', '-1', '100', '1e3', '99999999999999999999', 'x', '0x10'],
  'upload-offset': ['0', '-1', '1', '99999999999999999999', 'x'],
  'upload-metadata': ['visibility cHVibGlj', 'visibility', 'visibility !!!', ' ', ',,,', '__proto__ eA==', 'a b c'],
  'upload-concat': ['partial', 'final;/v1/uploads/resumable/x'],
  'upload-defer-length': ['1', '2'],
  'upload-checksum': ['sha1 x', 'md5'],
  expect: ['100-continue', '200-ok', ''],
  te: ['trailers', 'chunked'],
  trailer: ['content-length'],
  dnt: ['1'],
  'user-agent': ['', 'curl/8', 'Mozilla/5.0 (X11; Linux) \xff\xfe', 'x'.repeat(4_000)],
  rsc: ['1', '0'],
  'next-router-state-tree': ['x', '%5B%5D', '[""]', '%00', encodeURIComponent('["",{"children":["x",{}]}]')],
  'next-router-prefetch': ['1', '2', 'x'],
  'next-router-segment-prefetch': ['/_tree', '/x', '..'],
  'next-url': ['/u/x', 'x', '//'],
  'next-action': ['x', '0'.repeat(42), ''],
  'next-action-revalidated': ['x'],
  'x-nextjs-data': ['1'],
  'x-middleware-subrequest': ['src/proxy:src/proxy', 'middleware'],
  'x-middleware-invoke': ['1'],
  'x-matched-path': ['/login', '/[x]', '//'],
  'x-invoke-path': ['/admin'],
  'x-prerender-revalidate': ['x'],
  purpose: ['prefetch'],
};

const names = Object.keys(values);

const ofName = (name: string): fc.Arbitrary<HeaderField> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...(values[name] ?? [''])).map((value): HeaderField => [name, value]) },
    {
      weight: 1,
      // eslint-disable-next-line no-control-regex -- what ends a line of HTTP is what must not be in one
      arbitrary: hostileBytes.map((value): HeaderField => [name, value.replaceAll(/[\u0000\u007f]/g, '?')]),
    },
  );

const oneOfAny = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...names).chain(ofName) },
  {
    weight: 1,
    arbitrary: fc
      .stringMatching(/^[a-z][a-z0-9-]{0,30}$/)
      .chain((name) => hostileBytes.map((value): HeaderField => [`x-${name}`, value])),
  },
);

/**
 * Fields beyond those the request needs: none, or a few, sometimes one doubled. A `cookie` or `authorization` among them is
 * sent in addition to the principal's own.
 */
export const strangeHeaders: fc.Arbitrary<readonly HeaderField[]> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<HeaderField[]>([]) },
  { weight: 4, arbitrary: fc.array(oneOfAny, { minLength: 1, maxLength: 3 }) },
  { weight: 1, arbitrary: oneOfAny.map((field) => [field, field]) },
);

/** Ways to say, correctly or not, that a body is JSON. */
export const jsonTypes = [
  'application/json',
  'application/json; charset=utf-8',
  'application/json;charset=UTF-16',
  'application/json; charset="',
  'APPLICATION/JSON',
  'application/vnd.api+json',
  'text/json',
] as const;

export const otherTypes = [
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'multipart/form-data; boundary=',
  'multipart/form-data; boundary=x',
  'application/offset+octet-stream',
  'application/octet-stream',
  'image/png',
  'application/xml',
  'application/json, application/json',
  ';',
  'x/y; a="',
  '\xff/\xfe',
] as const;
