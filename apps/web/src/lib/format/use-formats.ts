import { useMemo } from 'react';
import { localeOf } from '@/lib/texts/shown-language.ts';
import type { Wording } from '@/lib/texts/texts.ts';
import { useWording } from '@/lib/texts/texts-provider.tsx';
import { formatBytes } from './format-bytes.ts';
import { formatAhead, formatMoment } from './format-moment.ts';
import { dateFormat, numberFormat } from '@/lib/intl/formatters.ts';

/** Formats that differ by language. */
export interface Formats {
  /** “3 hours ago”, for a moment in ISO-8601. */
  moment: (moment: string) => string;
  /** “in 3 hours”, for a moment in the future. */
  ahead: (moment: string) => string;
  /** The date or time of a moment in ISO-8601. */
  date: (moment: string, options: Intl.DateTimeFormatOptions) => string;
  number: (value: number) => string;
  bytes: (bytes: number) => string;
}

function formatsOf(wording: Wording): Formats {
  const locale = localeOf(wording.language);
  return {
    moment: (moment) => formatMoment(moment, Date.now(), wording),
    ahead: (moment) => formatAhead(moment, Date.now(), wording),
    date: (moment, options) => dateFormat(locale, options).format(new Date(moment)),
    number: (value) => numberFormat(locale).format(value),
    bytes: (bytes) => formatBytes(bytes, wording),
  };
}

/** Moments, numbers and sizes in the page’s language. */
export function useFormats(): Formats {
  const wording = useWording();
  return useMemo(() => formatsOf(wording), [wording]);
}
