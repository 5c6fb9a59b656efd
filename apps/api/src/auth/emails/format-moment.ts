import type { RequestContext } from '../../platform/http/security/principal.ts';

const clock = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'short', timeZone: 'UTC' });
const calendar = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/** `Monday 23 November 2026 at 16:07 UTC` */
export function formatTime(date: Date): string {
  return `${clock.format(date)} UTC`;
}

/** `7 December 2026` */
export function formatDay(date: Date): string {
  return calendar.format(date);
}

const browsers = [
  ['Edg', 'Edge'],
  ['OPR', 'Opera'],
  ['Firefox', 'Firefox'],
  ['Chrome', 'Chrome'],
  ['Safari', 'Safari'],
] as const;

const systems = [
  ['Windows', 'Windows'],
  ['Android', 'Android'],
  ['iPhone', 'an iPhone'],
  ['iPad', 'an iPad'],
  ['Mac OS', 'a Mac'],
  ['Linux', 'Linux'],
] as const;

/**
 * `Firefox on Linux, from 203.0.113.7`. Words of ours only: a stranger chooses what their browser calls itself, and
 * must not be able to write into someone's mail.
 */
export function formatOrigin({ userAgent, ipAddress }: Pick<RequestContext, 'userAgent' | 'ipAddress'>): string {
  const browser = browsers.find(([mark]) => userAgent?.includes(mark))?.[1] ?? 'an app we do not know';
  const system = systems.find(([mark]) => userAgent?.includes(mark))?.[1];
  return `${browser}${system ? ` on ${system}` : ''}${ipAddress ? `, from the address ${ipAddress}` : ''}`;
}
