/** Days are `2026-11-29`, in UTC: the same for everyone who reads the trail. */
const dayMs = 24 * 3_600_000;

export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

/** A negative number of days means after it. */
export function daysBefore(day: string, days: number): string {
  return dayOf(new Date(Date.parse(startOfDay(day)) - days * dayMs));
}

export function startOfDay(day: string): string {
  return `${day}T00:00:00.000Z`;
}
