import type { ShownLanguage } from './shown-language.ts';

/** Apart from what asks for it: the list of languages to choose from is nothing that readers of English need. */
export async function readFailureWords(language: ShownLanguage): Promise<Readonly<Record<string, string>>> {
  const { default: words } = (await import(`@/messages/${language}/errors.json`)) as {
    default: Readonly<Record<string, string>>;
  };
  return words;
}
