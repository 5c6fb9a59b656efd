import type { OurLanguage } from './shown-language.ts';

/** Each by itself, as its readers call it. */
export const languageNames: Readonly<Record<OurLanguage, string>> = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  ar: 'العربية',
  ja: '日本語',
};
