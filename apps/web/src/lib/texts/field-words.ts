import { fetchedWords } from './fetched-words.ts';

const fetchFieldWords = fetchedWords((language) => import(`@/generated/contract-texts/${language}/fields.json`));

/**
 * What a contract says about a field, in the page's language. Contracts are in English: their sentences are the keys of the catalogue,
 * with `{count}` for a number and without periods, which next-intl forbids in keys. An unknown sentence stays as it is.
 */
export async function inFieldLanguage(message: string): Promise<string> {
  const words = await fetchFieldWords();
  const sentence = message.replace(/\.$/, '');
  const number = /\d+/.exec(sentence)?.[0];
  const translated = words[sentence] ?? words[sentence.replace(/\d+/, '{count}')];
  return translated?.replace('{count}', number ?? '') ?? message;
}

/** Translates messages about invalid fields, by field name. */
export async function inPageFieldWords(messages: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const translated = await Promise.all(
    Object.entries(messages).map(async ([name, message]) => [name, await inFieldLanguage(message)] as const),
  );
  return Object.fromEntries(translated);
}
