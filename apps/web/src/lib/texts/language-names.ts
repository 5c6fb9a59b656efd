import type { OurLanguage } from './shown-language.ts';

/** Each language's name for itself. */
export const languageNames: Readonly<Record<OurLanguage, string>> = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  ar: 'العربية',
  ja: '日本語',
};
