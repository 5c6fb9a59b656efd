import type { Language } from '@pixelboxx/shared';
import { catalogues } from './catalogue/index.ts';
import { fill } from './fill.ts';
import { localeOf } from './languages.ts';

const [minute, hour, day] = [60, 3600, 86_400];

/** `Monday, 23 November 2026 at 16:07 UTC` */
export function formatMoment(date: Date, language: Language): string {
  const options = { dateStyle: 'full', timeStyle: 'short', timeZone: 'UTC' } as const;
  const time = new Intl.DateTimeFormat(localeOf(language), options).format(date);
  return fill(catalogues[language].frame.moment, { time }, language);
}

/** `7 December 2026`, in UTC. */
export function formatDay(date: Date, language: Language): string {
  return new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'long', timeZone: 'UTC' }).format(date);
}

/** `30 minutes`, `24 hours`, `14 days`: the largest unit of which there are several, and no rest. */
export function formatDuration(seconds: number, language: Language): string {
  const [unit, size] = unitOf(seconds);
  const style = { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 0 } as const;
  return new Intl.NumberFormat(localeOf(language), style).format(seconds / size);
}

function unitOf(seconds: number): ['minute' | 'hour' | 'day', number] {
  if (seconds > day && seconds % day === 0) return ['day', day];
  if (seconds > hour && seconds % hour === 0) return ['hour', hour];
  return ['minute', minute];
}
