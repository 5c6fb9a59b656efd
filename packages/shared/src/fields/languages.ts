// Apart from the contracts, so that every page can name its languages without the validation library.

/** What pages and emails are written in, by their ISO 639 codes. The first is what everybody else reads. */
export const LANGUAGES = ['en', 'de', 'fr', 'es', 'ar', 'ja'] as const;

type Language = (typeof LANGUAGES)[number];

export const defaultLanguage = LANGUAGES[0];

/** Holds the choice of whoever has no account, or is not signed in. Read by pages, and by the API for its emails. */
export const languageCookie = 'pbx_language';

/** The language that is meant, if it is one of ours: what is stored or sent may be of another release, or anybody's. */
export function asLanguage(value: unknown): Language | null {
  return LANGUAGES.find((language) => language === value) ?? null;
}

/** Of a header longer than this, only the beginning is read: browsers send a tenth of it. */
const longestHeader = 1_000;

/**
 * The language of ours that a browser asks for most (RFC 9110, 12.5.4): by weight, then by place. Regions and scripts are
 * passed over, so that `de-AT` is German. Whatever cannot be read says nothing. Never throws.
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

/** Of 0 to 1, where nothing is said 1. */
function weightOf(parameters: readonly string[]): number {
  const given = parameters.find((parameter) => parameter.startsWith('q='));
  if (given === undefined) return 1;
  return /^q=(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(given) ? Number(given.slice(2)) : 0;
}

export interface LanguageSigns {
  /** What an account says, or null. */
  readonly account?: string | null | undefined;
  /** The value of `languageCookie`. */
  readonly cookie?: string | null | undefined;
  /** The `Accept-Language` header. */
  readonly acceptLanguage?: string | null | undefined;
}

/** In which language somebody is written to: their account decides, else this browser's choice, else what it asks for. */
export function resolveLanguage({ account, cookie, acceptLanguage }: LanguageSigns): Language {
  return asLanguage(account) ?? asLanguage(cookie) ?? acceptedLanguage(acceptLanguage) ?? defaultLanguage;
}
