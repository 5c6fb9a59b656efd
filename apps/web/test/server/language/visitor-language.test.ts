import { languageCookie, LANGUAGES } from '@pixelboxx/shared';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { visitorLanguage } from '../../../src/server/language/visitor-language.ts';

it('the language of a visitor is a supported one for any headers, and the test language only if allowed', () => {
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom('en-XA', ...LANGUAGES).map((value) => `${languageCookie}=${value}`),
  );
  fc.assert(
    fc.property(text, text, (cookie, accepted) => {
      expect(LANGUAGES).toContain(visitorLanguage({ cookie, 'accept-language': accepted }, false));
    }),
    { seed: 20_261_128 },
  );
});

it('the language chosen in this browser’s cookie takes precedence over Accept-Language', () => {
  const cookie = `pbx_access=a; ${languageCookie}=ja; other=${languageCookie}=de`;
  expect(visitorLanguage({ cookie, 'accept-language': 'fr' }, false)).toBe('ja');
  expect(visitorLanguage({ cookie: `x${languageCookie}=ja`, 'accept-language': 'fr' }, false)).toBe('fr');
  expect(visitorLanguage({ cookie: `${languageCookie}=en-XA` }, true)).toBe('en-XA');
  expect(visitorLanguage({ cookie: `${languageCookie}=en-XA` }, false)).toBe('en');
});
