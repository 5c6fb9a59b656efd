import { fetchedWords } from './fetched-words.ts';

const fetchFieldWords = fetchedWords((language) => import(`@/messages/${language}/fields.json`));

/**
 * What a contract says about a field, in the page's language. Contracts speak English: their sentences are the keys of the
 * catalogue, with `{count}` for a number and without the full stop, which next-intl lets into no key. One that it does not know stays.
 */
export async function inFieldLanguage(message: string): Promise<string> {
  const words = await fetchFieldWords();
  const sentence = message.replace(/\.$/, '');
  const number = /\d+/.exec(sentence)?.[0];
  const translated = words[sentence] ?? words[sentence.replace(/\d+/, '{count}')];
  return translated?.replace('{count}', number ?? '') ?? message;
}

/** The same for what is wrong, by field name. */
export async function inPageFieldWords(messages: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const translated = await Promise.all(
    Object.entries(messages).map(async ([name, message]) => [name, await inFieldLanguage(message)] as const),
  );
  return Object.fromEntries(translated);
}
