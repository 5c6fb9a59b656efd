import { spokenWording } from '@/lib/texts/browser-wording.ts';
import { localeOf } from '@/lib/texts/shown-language.ts';
import { textsOf, type Wording } from '@/lib/texts/texts.ts';
import { distanceFormat } from '@/lib/intl/formatters.ts';

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** “3 hours ago”, for a moment in ISO-8601. */
export function formatMoment(moment: string, now: number = Date.now(), wording: Wording = spokenWording()): string {
  const seconds = Math.max(0, (now - Date.parse(moment)) / 1000);
  return distance(seconds, -1, wording) ?? textsOf(wording, 'common')('justNow');
}

/** “in 3 hours”, for a moment in ISO-8601 in the future. */
export function formatAhead(moment: string, now: number = Date.now(), wording: Wording = spokenWording()): string {
  const seconds = Math.max(0, (Date.parse(moment) - now) / 1000);
  return distance(seconds, 1, wording) ?? textsOf(wording, 'common')('soon');
}

/** Null for less than a minute. */
function distance(seconds: number, direction: 1 | -1, { language }: Wording): string | null {
  const found = units.find(([, unitSeconds]) => seconds >= unitSeconds);
  return found ? distanceFormat(localeOf(language)).format(direction * Math.floor(seconds / found[1]), found[0]) : null;
}
