import { z } from 'zod';

/** What an operation of the document says of its end, and of that of its former paths (docs/releasing.md). */
export const Retiring = z.looseObject({
  deprecated: z.boolean().default(false),
  'x-sunset': z.iso.date().optional(),
  'x-former-paths': z.array(z.object({ path: z.string(), sunset: z.iso.date().optional() })).default([]),
});
export type Retiring = z.infer<typeof Retiring>;

/** The day on which documents are compared, unless another one is said: a sunset is at its beginning, in UTC. */
export const today = (): string => new Date().toISOString().slice(0, 10);

/** Why an operation that clients were told of may not be gone on that day; nothing if they were told that it would. */
export function breaksOfRemoval(name: string, { deprecated, 'x-sunset': sunset }: Retiring, day: string): string[] {
  if (!deprecated) return [`${name}: removed`];
  const broken = removalBefore(sunset, day);
  return broken === null ? [] : [`${name}: ${broken}`];
}

/** A sunset is a promise: it may be put off, and not brought forward. */
export function breaksOfSunset(name: string, old: Retiring, now: Retiring): string[] {
  return isBroughtForward(old['x-sunset'], now['x-sunset']) ? [`${name}: its sunset is earlier`] : [];
}

/** The same of former paths, which are gone as well with the operation that they lead to. */
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
