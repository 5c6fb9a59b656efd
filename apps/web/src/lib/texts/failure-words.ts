import type { Words } from './fetched-words.ts';
import type { OurLanguage } from './shown-language.ts';

/** In a module of its own: readers of English do not need the list of languages to import. */
export function readFailureWords(language: OurLanguage): Promise<{ readonly default: Words }> {
  return import(`@/generated/contract-texts/${language}/errors.json`);
}
