import { hasSpoken, spokenWording } from './browser-wording.ts';
import { pseudoLanguage, type OurLanguage, type ShownLanguage } from './shown-language.ts';

export type Words = Readonly<Record<string, string>>;

/**
 * A catalogue without arguments, loaded by the page that needs it, in the page's language.
 * @returns the function that loads it, once for each language: empty for English, whose words the caller has. Never rejects
 */
export function fetchedWords(
  load: (language: OurLanguage) => Promise<{ readonly default: Words }>,
): () => Promise<Words> {
  let fetched: { readonly language: ShownLanguage; readonly words: Promise<Words> } | null = null;
  return () => {
    const language = hasSpoken() ? spokenWording().language : 'en';
    if (language === 'en' || language === pseudoLanguage) return Promise.resolve({});
    if (fetched?.language !== language) {
      const words = load(language).then(
        ({ default: known }) => known,
        () => {
          // Loaded again the next time.
          fetched = null;
          return {};
        },
      );
      fetched = { language, words };
    }
    return fetched.words;
  };
}
