import { spokenWording } from '@/lib/texts/browser-wording.ts';
import { localeOf, type ShownLanguage } from '@/lib/texts/shown-language.ts';
import { numberFormat } from './formatters.ts';

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** “1.2 MB”, in powers of a thousand. */
export function formatBytes(bytes: number, language: ShownLanguage = spokenWording().language): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit > 0 && value < 10 ? 1 : 0;
  return numberFormat(localeOf(language), {
    style: 'unit',
    unit: units[unit] ?? 'gigabyte',
    unitDisplay: unit === 0 ? 'long' : 'short',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    useGrouping: false,
  }).format(value);
}
