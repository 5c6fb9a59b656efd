import type { Words } from './fetched-words.ts';
import type { OurLanguage } from './shown-language.ts';

/** Apart from what asks for it: the list of languages to choose from is nothing that readers of English need. */
export function readFailureWords(language: OurLanguage): Promise<{ readonly default: Words }> {
  return import(`@/messages/${language}/errors.json`);
}
