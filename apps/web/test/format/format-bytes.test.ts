import { LANGUAGES } from '@pixelboxx/shared/languages';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatBytes } from '@/lib/format/format-bytes.ts';
import { localeOf } from '@/lib/texts/shown-language.ts';
import { wordingIn } from '../support/wording.ts';

/** As `Intl` itself writes it, but that no line ends between number and unit. */
function written(bytes: number, locale: string): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  let [value, unit] = [bytes, 0];
  while (value >= 999.5 && unit < 3) [value, unit] = [value / 1000, unit + 1];
  const digits = unit > 0 && value < 10 ? 1 : 0;
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: units[unit] ?? '',
    unitDisplay: unit === 0 ? 'long' : 'short',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    useGrouping: false,
  })
    .format(value)
    .replaceAll(' ', '\u00a0');
}

it.each(LANGUAGES)('any number of bytes is formatted in %s according to the language', (language) => {
  const size = fc.tuple(fc.integer({ min: 0, max: 12 }), fc.double({ min: 1, max: 10, noNaN: true }));
  fc.assert(
    fc.property(size, ([power, factor]) => {
      const bytes = Math.floor(factor * 10 ** power);
      expect(formatBytes(bytes, wordingIn(language))).toBe(written(bytes, localeOf(language)));
    }),
    { seed: 20_261_130, numRuns: 200 },
  );
});
