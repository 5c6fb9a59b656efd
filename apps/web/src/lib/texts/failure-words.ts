import type { Words } from './fetched-words.ts';
import type { OurLanguage } from './shown-language.ts';

interface Catalogue {
  readonly default: Words;
}

/** Apart from what asks for it: the list of languages to choose from is nothing that readers of English need. */
export async function readFailureWords(language: OurLanguage): Promise<Words> {
  return ((await import(`@/messages/${language}/errors.json`)) as Catalogue).default;
}
