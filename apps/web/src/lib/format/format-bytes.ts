import { spokenWording } from '@/lib/texts/browser-wording.ts';
import { localeOf } from '@/lib/texts/shown-language.ts';
import { textsOf, type Wording } from '@/lib/texts/texts.ts';
import { numberFormat } from '@/lib/intl/formatters.ts';

const units = ['kilobytes', 'megabytes', 'gigabytes'] as const;

/**
 * “1.2 MB”, in powers of a thousand, with a non-breaking space. The unit names are ours: `Intl` takes ten milliseconds to
 * find the first of its own.
 */
export function formatBytes(bytes: number, wording: Wording = spokenWording()): string {
  return breakableBytes(bytes, wording).replaceAll(' ', '\u00a0');
}

function breakableBytes(bytes: number, wording: Wording): string {
  const locale = localeOf(wording.language);
  if (bytes < 999.5) {
    const options = { style: 'unit', unit: 'byte', unitDisplay: 'long', maximumFractionDigits: 0 } as const;
    return numberFormat(locale, options).format(bytes);
  }
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = value < 10 ? 1 : 0;
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false };
  return textsOf(wording, 'common')(units[unit] ?? 'gigabytes', { value: numberFormat(locale, options).format(value) });
}
