import { isApiError } from '@pixelboxx/api-client/errors';
import { fetchedWords } from './fetched-words.ts';

/** The texts of failures; loaded with the first call of the API, since nothing can be loaded once the network is down. */
export const fetchFailureWords = fetchedWords(async (language) =>
  (await import('./failure-words.ts')).readFailureWords(language),
);

/** Translates a failure of the API into the page's language, if its code and its fields have translations. */
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
