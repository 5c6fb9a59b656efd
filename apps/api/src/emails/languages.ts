import { asLanguage, defaultLanguage, type Language } from '@pixelboxx/shared';

/** The locales for numbers and times. British English: the day before the month, and 24 hours. */
const locales: Readonly<Record<Language, string>> = { en: 'en-GB', de: 'de', fr: 'fr', es: 'es', ar: 'ar', ja: 'ja' };

/**
 * The language for emails to a user: the account's, else the one that the browser which caused the email requests, else
 * English. If another user caused the email, such as an administrator, leave `context` out: their language does not
 * matter.
 */
export function languageOf(
  { language }: { readonly language: string | null },
  context?: { readonly language?: Language | undefined },
): Language {
  return asLanguage(language) ?? context?.language ?? defaultLanguage;
}

export function localeOf(language: Language): string {
  return locales[language];
}

export function directionOf(language: Language): 'ltr' | 'rtl' {
  return language === 'ar' ? 'rtl' : 'ltr';
}
