import { anyText } from '@pixelboxx/config/testing/any-text';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { HexColor, pageFields, Slug, slugMaxLength, Url, urlMaxLength, Version } from '../src/index.ts';

const accepts = (schema: z.ZodType, value: unknown) => schema.safeParse(value).success;
const anything = fc.oneof(anyText(), fc.string(), fc.jsonValue());

describe('a web address', () => {
  it.each([
    ['https://example.org', 'https://example.org/'],
    ['  https://Example.ORG/A?b=c#d  ', 'https://example.org/A?b=c#d'],
    ['https://bücher.example/', 'https://xn--bcher-kva.example/'],
    ['https://example.org/a b', 'https://example.org/a%20b'],
  ])('%s is stored as browsers write it', (text, stored) => expect(Url.parse(text)).toBe(stored));

  it.each([
    ...[
      'http://example.org',
      'javascript:alert(1)',
      'data:text/html,x',
      'ftp://example.org',
      '//example.org',
      'mailto:a@b.c',
    ],
    ...[
      'https://',
      'https:// ',
      'example.org',
      '',
      'https://user@example.org',
      'https://u:p@example.org',
      'https://exa mple.org',
    ],
    `https://example.org/${'a'.repeat(urlMaxLength)}`,
    // Short as typed, and three times as long as stored.
    `https://example.org/${'ü'.repeat(urlMaxLength / 2)}`,
  ])('%s is refused', (text) => expect(accepts(Url, text)).toBe(false));

  it('is always an https URL with a host, and is unchanged when stored again', () => {
    const typed = fc.oneof(fc.webUrl({ validSchemes: ['https', 'http'], withFragments: true }), anything);
    fc.assert(
      fc.property(typed, (value) => {
        const parsed = Url.safeParse(value);
        if (!parsed.success) return;
        const { protocol, host, username, password } = new URL(parsed.data);
        expect({ protocol, username, password }).toEqual({ protocol: 'https:', username: '', password: '' });
        expect(host).not.toBe('');
        expect(parsed.data.length).toBeLessThanOrEqual(urlMaxLength);
        expect(Url.parse(parsed.data)).toBe(parsed.data);
      }),
      { seed: 20_261_128 },
    );
  });
});

describe('a colour', () => {
  it('has six hexadecimal digits, stored in lower case', () => {
    expect(HexColor.parse(' #1E90FF ')).toBe('#1e90ff');
    for (const wrong of ['1e90ff', '#fff', '#1e90ff00', 'red', '#1e90fg', '#１e90ff']) {
      expect(accepts(HexColor, wrong)).toBe(false);
    }
    fc.assert(
      fc.property(anything, (value) => {
        const parsed = HexColor.safeParse(value);
        if (parsed.success) expect(parsed.data).toMatch(/^#[0-9a-f]{6}$/);
      }),
      { seed: 20_261_128 },
    );
  });
});

describe('a version', () => {
  it('is an integer from 1 to the maximum of its column', () => {
    for (const right of [1, 2, 2 ** 31 - 1]) expect(accepts(Version, right)).toBe(true);
    for (const wrong of [0, -1, 1.5, 2 ** 31, '1', Number.NaN, null]) expect(accepts(Version, wrong)).toBe(false);
  });
});

describe('a slug', () => {
  it('consists of lower-case ASCII letters, digits and single hyphens', () => {
    for (const right of ['a', 'my-first-page', '2026', 'a'.repeat(slugMaxLength)])
      expect(accepts(Slug, right)).toBe(true);
    for (const wrong of ['', '-', '-a', 'a-', 'a--b', 'A', 'ä', 'a b', 'a/b', '..', 'a'.repeat(slugMaxLength + 1)]) {
      expect(accepts(Slug, wrong)).toBe(false);
    }
    fc.assert(
      fc.property(anything, (value) => {
        const parsed = Slug.safeParse(value);
        if (parsed.success) expect(encodeURIComponent(parsed.data)).toBe(parsed.data);
      }),
      { seed: 20_261_128 },
    );
  });
});

describe('the query of a page', () => {
  const Query = z.strictObject(pageFields(20));

  it('has a cursor of limited length and a limit with a default', () => {
    expect(Query.parse({})).toEqual({ limit: 20 });
    expect(Query.parse({ cursor: 'x', limit: '100' })).toEqual({ cursor: 'x', limit: 100 });
    for (const limit of ['0', '101', '-1', '1.5', 'x', ['1', '2'], null]) expect(accepts(Query, { limit })).toBe(false);
    expect(accepts(Query, { cursor: 'x'.repeat(201) })).toBe(false);
    expect(accepts(Query, { cursor: '\u0000' })).toBe(false);
  });
});
