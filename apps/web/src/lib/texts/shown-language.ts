import type { LANGUAGES } from '@pixelboxx/shared/languages';

/** The pseudo-language, by which tests find texts that are in no catalogue: see `pseudo-language.ts`. */
export const pseudoLanguage = 'en-XA';

export type OurLanguage = (typeof LANGUAGES)[number];

/** The languages in which a page can be shown. */
export type ShownLanguage = OurLanguage | typeof pseudoLanguage;

export function directionOf(language: ShownLanguage): 'ltr' | 'rtl' {
  return language === 'ar' ? 'rtl' : 'ltr';
}

/**
 * The locale for `Intl`. Arabic uses the digits of codes and addresses. They are named explicitly: the default differs
 * between browsers and the server, whose pages must be identical.
 */
export function localeOf(language: ShownLanguage): string {
  return language === 'ar' ? 'ar-u-nu-latn' : language;
}
