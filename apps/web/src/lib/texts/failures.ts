import { isApiError } from '@pixelboxx/api-client/errors';
import { fetchedWords } from './fetched-words.ts';

/** What failures are called; fetched with the first call of the API: without a network nothing could be fetched any more. */
export const fetchFailureWords = fetchedWords(async (language) =>
  (await import('./failure-words.ts')).readFailureWords(language),
);

/** Has a failure of the API speak the page's language, where its code and its fields have words there. */
export async function inPageLanguage(error: unknown): Promise<unknown> {
  if (!isApiError(error)) return error;
  const message = (await fetchFailureWords())[error.code] ?? error.message;
  const { fields } = error.details;
  if (!fields) return Object.assign(error, { message });
  const { inFieldLanguage } = await import('./field-words.ts');
  const translated = await Promise.all(
    Object.entries(fields).map(async ([path, said]) => [path, await Promise.all(said.map(inFieldLanguage))] as const),
  );
  return Object.assign(error, { message, details: { ...error.details, fields: Object.fromEntries(translated) } });
}
