import type { Language } from '@pixelboxx/shared';
import { catalogues } from './catalogue/index.ts';
import { fill } from './fill.ts';
import { localeOf } from './languages.ts';

const [minute, hour, day] = [60, 3600, 86_400];

/** Created once per language: creating one takes longer than everything else in the head of an email. */
const moments = new Map<Language, Intl.DateTimeFormat>();
const days = new Map<Language, Intl.DateTimeFormat>();
const durations = new Map<string, Intl.NumberFormat>();

function once<Key, Format>(formats: Map<Key, Format>, key: Key, make: () => Format): Format {
  const format = formats.get(key) ?? make();
  formats.set(key, format);
  return format;
}

/** `Monday, 23 November 2026 at 16:07 UTC` */
export function formatMoment(date: Date, language: Language): string {
  const options = { dateStyle: 'full', timeStyle: 'short', timeZone: 'UTC' } as const;
  const format = once(moments, language, () => new Intl.DateTimeFormat(localeOf(language), options));
  const time = format.format(date);
  return fill(catalogues[language].frame.moment, { time }, language);
}

/** `7 December 2026`, in UTC. */
export function formatDay(date: Date, language: Language): string {
  const options = { dateStyle: 'long', timeZone: 'UTC' } as const;
  return once(days, language, () => new Intl.DateTimeFormat(localeOf(language), options)).format(date);
}

/** `30 minutes`, `24 hours`, `14 days`: the largest unit that divides it evenly and gives more than one. */
export function formatDuration(seconds: number, language: Language): string {
  const [unit, size] = unitOf(seconds);
  const style = { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 0 } as const;
  const format = once(durations, `${language} ${unit}`, () => new Intl.NumberFormat(localeOf(language), style));
  return format.format(seconds / size);
}

function unitOf(seconds: number): ['minute' | 'hour' | 'day', number] {
  if (seconds > day && seconds % day === 0) return ['day', day];
  if (seconds > hour && seconds % hour === 0) return ['hour', hour];
  return ['minute', minute];
}
