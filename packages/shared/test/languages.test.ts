import { anyText } from '@pixelboxx/config/testing/any-text';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acceptedLanguage, asLanguage, LANGUAGES, resolveLanguage } from '../src/fields/languages.ts';

const tag = fc
  .tuple(
    fc.constantFrom(...LANGUAGES, 'zh', 'nl', 'de-AT', 'AR-eg', 'ja-Jpan-JP', '*', 'i-klingon', '', 'x'),
    fc.nat(12),
  )
  .map(([range, spaces]) => `${' '.repeat(spaces % 3)}${range}`);
const weight = fc.constantFrom(
  '',
  ';q=0',
  ';q=1',
  ';q=0.5',
  '; q=0.300',
  ';Q=0.9',
  ';q=2',
  ';q=-1',
  ';q=abc',
  ';q',
  ';',
);
const header = fc
  .array(fc.tuple(tag, weight), { maxLength: 12 })
  .map((entries) => entries.map(([range, given]) => range + given).join(','));
const anything = fc.oneof(header, anyText(), fc.string({ maxLength: 5_000 }));

describe('the language of a visitor', () => {
  it('is always a supported one, whatever the browser, cookie and account contain', () => {
    fc.assert(
      fc.property(anything, anything, anything, (account, cookie, acceptLanguage) => {
        expect(LANGUAGES).toContain(resolveLanguage({ account, cookie, acceptLanguage }));
      }),
      { seed: 20_261_128 },
    );
  });

  it('is the account’s, else the cookie’s, else the browser’s, else English', () => {
    const language = fc.constantFrom(...LANGUAGES);
    fc.assert(
      fc.property(language, language, language, (account, cookie, asked) => {
        expect(resolveLanguage({ account, cookie, acceptLanguage: asked })).toBe(account);
        expect(resolveLanguage({ account: null, cookie, acceptLanguage: asked })).toBe(cookie);
        expect(resolveLanguage({ account: 'xx', cookie: 'yy', acceptLanguage: asked })).toBe(asked);
      }),
      { seed: 20_261_128 },
    );
    expect(resolveLanguage({})).toBe('en');
  });

  it('is the browser’s language with the highest weight, the first of equal ones', () => {
    const named = fc.array(fc.tuple(fc.constantFrom(...LANGUAGES), fc.integer({ min: 0, max: 10 })), { minLength: 1 });
    fc.assert(
      fc.property(named, (entries) => {
        const text = entries.map(([language, tenths]) => `${language}-XX;q=${tenths / 10}`).join(', ');
        const max = Math.max(...entries.map(([, tenths]) => tenths));
        const wanted = max === 0 ? null : entries.find(([, tenths]) => tenths === max)?.[0];
        expect(acceptedLanguage(text)).toBe(wanted);
      }),
      { seed: 20_261_128 },
    );
  });

  it.each([
    ['de-AT,de;q=0.9,en;q=0.8', 'de'],
    ['zh-CN,zh;q=0.9,ja;q=0.4', 'ja'],
    ['en;q=0.2, fr;q=0.7', 'fr'],
    ['AR', 'ar'],
    ['es;q=0, ja;q=0.1', 'ja'],
    ['nl, zh', null],
    ['', null],
    [null, null],
  ])('is read from %j as %j', (given, language) => {
    expect(acceptedLanguage(given)).toBe(language);
  });

  it('is not recognized in values that are not strings', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const known = (LANGUAGES as readonly unknown[]).includes(value);
        expect(asLanguage(value)).toBe(known ? value : null);
      }),
      { seed: 20_261_128 },
    );
  });
});
