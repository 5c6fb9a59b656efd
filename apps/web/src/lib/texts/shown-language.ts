import type { LANGUAGES } from '@pixelboxx/shared/languages';

/** English made strange, by which tests find what is in no catalogue: see `pseudo-language.ts`. */
export const pseudoLanguage = 'en-XA';

export type OurLanguage = (typeof LANGUAGES)[number];

/** What a page can be shown in. */
export type ShownLanguage = OurLanguage | typeof pseudoLanguage;

export function directionOf(language: ShownLanguage): 'ltr' | 'rtl' {
  return language === 'ar' ? 'rtl' : 'ltr';
}

/**
 * For `Intl`. Digits of Arabic are those that codes and addresses have, and are named: which ones are usual differs by
 * browser and server, whose pages must be the same.
 */
export function localeOf(language: ShownLanguage): string {
  return language === 'ar' ? 'ar-u-nu-latn' : language;
}
