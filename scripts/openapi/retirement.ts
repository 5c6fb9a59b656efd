import { z } from 'zod';

/** What an operation of the document says about its own end and that of its former paths (docs/releasing.md). */
export const Retiring = z.looseObject({
  deprecated: z.boolean().default(false),
  'x-sunset': z.iso.date().optional(),
  'x-former-paths': z.array(z.object({ path: z.string(), sunset: z.iso.date().optional() })).default([]),
});
export type Retiring = z.infer<typeof Retiring>;

/** The default day for comparisons; a sunset is at the beginning of its day, in UTC. */
export const today = (): string => new Date().toISOString().slice(0, 10);

/** Why an operation known to clients must not be gone on that day; nothing if its end was announced. */
export function breaksOfRemoval(name: string, { deprecated, 'x-sunset': sunset }: Retiring, day: string): string[] {
  if (!deprecated) return [`${name}: removed`];
  const broken = removalBefore(sunset, day);
  return broken === null ? [] : [`${name}: ${broken}`];
}

/** A sunset is a promise: it can be postponed, but not moved forward. */
export function breaksOfSunset(name: string, old: Retiring, now: Retiring): string[] {
  return isBroughtForward(old['x-sunset'], now['x-sunset']) ? [`${name}: its sunset is earlier`] : [];
}

/** The same for former paths, which end at the latest with their operation. */
export function breaksOfFormerPaths(name: string, old: Retiring, now: Retiring | undefined, day: string): string[] {
  return old['x-former-paths'].flatMap(({ path, sunset }) => {
    const place = `${name}: former path ${path}`;
    const kept = now?.['x-former-paths'].find((other) => other.path === path);
    if (kept) return isBroughtForward(sunset, kept.sunset) ? [`${place}: its sunset is earlier`] : [];
    const broken = removalBefore(sunset, day);
    return broken === null ? [] : [`${place}: ${broken}`];
  });
}

function removalBefore(sunset: string | undefined, day: string): string | null {
  if (sunset === undefined) return 'removed, and no sunset was told';
  return day < sunset ? `removed before its sunset (${sunset})` : null;
}

const isBroughtForward = (before: string | undefined, after: string | undefined): boolean =>
  before !== undefined && after !== undefined && after < before;
