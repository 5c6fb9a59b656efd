import { asLanguage, defaultLanguage, type Language } from '@pixelboxx/shared';

/** How numbers and times are written. English as in Britain: the day before the month, and 24 hours. */
const locales: Readonly<Record<Language, string>> = { en: 'en-GB', de: 'de', fr: 'fr', es: 'es', ar: 'ar', ja: 'ja' };

/**
 * In which language somebody is written to: what their account says, else what the browser that caused the email asks for,
 * else English. What somebody else causes, such as an administrator, is not in that one's language: leave `context` out.
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
