import { anyText } from '@pixelboxx/config/testing/any-text';
import fc from 'fast-check';

/** Texts that have broken software before: each is one kind of trouble, named by what it tries. */
export const hostileTexts = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udc00\ud800',
  '\ufeff',
  '\u202egnp.exe',
  '\u2066x\u2069',
  '\u200d\u200b\u2060',
  'e\u0301',
  'é',
  'ﬃ',
  'ı',
  'İ',
  'ß',
  '\u212a',
  `a${'\u0301'.repeat(300)}`,
  '👩‍👩‍👧‍👦',
  '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
  '\r\nx-injected: 1',
  'a\tb\u007f\u0085\u2028\u2029',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'null',
  'undefined',
  'NaN',
  '-0',
  '1e309',
  '0x10',
  '٣',
  '１２',
  '99999999999999999999',
  '2147483648',
  '-1',
  '1.5',
  'true',
  '[object Object]',
  '../../../../etc/passwd',
  '..\\..\\x',
  '%2e%2e%2f',
  '%00',
  '%',
  '%u0041',
  '${7*7}{{7*7}}',
  "' OR 1=1 --",
  '\\',
  '"',
  '<script>alert(1)</script>',
  '$ne',
  '*',
  '|id',
  '\u001b[31m',
  'x'.repeat(256),
  'x'.repeat(4_096),
  'é'.repeat(3_000),
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  '0198a000-0000-7000-8000-000000000000',
  '2026-02-30T25:61:61Z',
  '+275760-09-13T00:00:00.001Z',
  'a@b',
  'a@b.c@d.e',
  `${'l'.repeat(65)}@example.org`,
  `a@${'d'.repeat(64)}.example`,
  'a@bücher.example',
  'a@xn--.example',
  '"a b"@example.org',
  'x@released.invalid',
] as const;

/** Half of the time one of the texts above, else any string, including lone surrogates. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...hostileTexts) },
  { weight: 1, arbitrary: anyText({ maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
  {
    weight: 1,
    arbitrary: fc
      .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 30 })
      .map((units) => String.fromCharCode(...units)),
  },
);

/** Values of header fields and request lines: any byte except those that end a line. */
export const hostileBytes: fc.Arbitrary<string> = fc.oneof(
  hostileText.map((text) =>
    Buffer.from(text, 'utf8')
      .toString('latin1')
      .replaceAll(/[\r\n]/g, ' '),
  ),
  fc.array(fc.integer({ min: 1, max: 255 }), { maxLength: 60 }).map((bytes) =>
    Buffer.from(bytes)
      .toString('latin1')
      .replaceAll(/[\r\n]/g, ' '),
  ),
);
