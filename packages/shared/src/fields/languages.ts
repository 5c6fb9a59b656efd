// Separate from the contracts, so that every page can name its languages without the validation library.

/** The languages of pages and emails, by ISO 639 code. The first is the fallback for everybody else. */
export const LANGUAGES = ['en', 'de', 'fr', 'es', 'ar', 'ja'] as const;

type Language = (typeof LANGUAGES)[number];

export const defaultLanguage = LANGUAGES[0];

/** Stores the language chosen by visitors who are not signed in. Read by pages, and by the API for its emails. */
export const languageCookie = 'pbx_language';

/** The value as one of our languages, else null: what is stored or sent may come from another release, or from anybody. */
export function asLanguage(value: unknown): Language | null {
  return LANGUAGES.find((language) => language === value) ?? null;
}

/** Only the beginning of a longer header is read: browsers send a tenth of this. */
const longestHeader = 1_000;

/**
 * The language of ours that a browser prefers (RFC 9110, 12.5.4): by weight, then by position. Regions and scripts are
 * ignored, so `de-AT` is German. Unreadable parts are skipped. Never throws.
 */
export function acceptedLanguage(header: string | null | undefined): Language | null {
  let best: { readonly language: Language; readonly weight: number } | null = null;
  for (const entry of (header ?? '').slice(0, longestHeader).split(',')) {
    const [range = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase());
    const language = asLanguage(range.split('-', 1)[0]);
    const weight = weightOf(parameters);
    if (language && weight > (best?.weight ?? 0)) best = { language, weight };
  }
  return best?.language ?? null;
}

/** From 0 to 1; 1 if none is given. */
function weightOf(parameters: readonly string[]): number {
  const given = parameters.find((parameter) => parameter.startsWith('q='));
  if (given === undefined) return 1;
  return /^q=(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(given) ? Number(given.slice(2)) : 0;
}

export interface LanguageSigns {
  /** The account's language, or null. */
  readonly account?: string | null | undefined;
  /** The value of `languageCookie`. */
  readonly cookie?: string | null | undefined;
  /** The `Accept-Language` header. */
  readonly acceptLanguage?: string | null | undefined;
}

/** The language in which to address somebody: the account's, else this browser's choice, else the browser's preference. */
export function resolveLanguage({ account, cookie, acceptLanguage }: LanguageSigns): Language {
  return asLanguage(account) ?? asLanguage(cookie) ?? acceptedLanguage(acceptLanguage) ?? defaultLanguage;
}
