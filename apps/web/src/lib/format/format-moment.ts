const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** “3 hours ago”, for a moment in ISO-8601. */
export function formatMoment(moment: string, now: number = Date.now()): string {
  const seconds = Math.max(0, (now - Date.parse(moment)) / 1000);
  const format = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  for (const [unit, unitSeconds] of units) {
    if (seconds >= unitSeconds) return format.format(-Math.floor(seconds / unitSeconds), unit);
  }
  return 'just now';
}
