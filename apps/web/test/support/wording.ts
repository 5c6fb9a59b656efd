import compile from 'icu-minify/compile';
import { catalogues } from '@/generated/catalogues.ts';
import type { OurLanguage } from '@/lib/texts/shown-language.ts';

/** All that pages say in a language, as they say it. */
export const wordingIn = (language: OurLanguage) => ({
  language,
  messages: Object.fromEntries(
    Object.entries(catalogues[language]).map(([name, messages]) => [
      name,
      Object.fromEntries(Object.entries(messages).map(([key, message]) => [key, compile(message) as string])),
    ]),
  ),
});
