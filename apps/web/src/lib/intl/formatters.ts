/** Created once for each language and format: creating one takes far longer than using it. */
const numbers = new Map<string, Intl.NumberFormat>();
const dates = new Map<string, Intl.DateTimeFormat>();
const distances = new Map<string, Intl.RelativeTimeFormat>();
const plurals = new Map<string, Intl.PluralRules>();

export function numberFormat(locale: string, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  return once(numbers, locale, options, () => new Intl.NumberFormat(locale, options));
}

export function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return once(dates, locale, options, () => new Intl.DateTimeFormat(locale, options));
}

/** “yesterday” rather than “1 day ago”. */
export function distanceFormat(locale: string): Intl.RelativeTimeFormat {
  return once(distances, locale, {}, () => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));
}

export function pluralRules(locale: string): Intl.PluralRules {
  return once(plurals, locale, {}, () => new Intl.PluralRules(locale));
}

function once<Format>(made: Map<string, Format>, locale: string, options: object, make: () => Format): Format {
  const key = `${locale} ${JSON.stringify(options)}`;
  const known = made.get(key);
  if (known) return known;
  const format = make();
  made.set(key, format);
  return format;
}
