import { isApiError } from '@pixelboxx/api-client/errors';
import { hasSpoken, spokenWording } from './browser-wording.ts';
import { pseudoLanguage, type ShownLanguage } from './shown-language.ts';

type Words = Readonly<Record<string, string>>;

/** Of one language, fetched with the first call of the API: without a network nothing could be fetched any more. */
let fetched: { readonly language: ShownLanguage; readonly words: Promise<Words> } | null = null;

/** What failures are called in the page's language; none where that is the API's own. Never rejects. */
export function fetchFailureWords(): Promise<Words> {
  const language = hasSpoken() ? spokenWording().language : 'en';
  if (language === 'en' || language === pseudoLanguage) return Promise.resolve({});
  if (fetched?.language !== language) {
    const words = import('./failure-words.ts')
      .then(({ readFailureWords }) => readFailureWords(language))
      .catch(() => {
        // Asked for again with the next call.
        fetched = null;
        return {};
      });
    fetched = { language, words };
  }
  return fetched.words;
}

/** Has a failure of the API speak the page's language, where its code has words there. What is said of fields stays. */
export async function inPageLanguage(error: unknown): Promise<unknown> {
  if (!isApiError(error)) return error;
  const message = (await fetchFailureWords())[error.code];
  return message === undefined ? error : Object.assign(error, { message });
}
