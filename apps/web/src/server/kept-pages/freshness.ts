/** Request headers on which a response may vary without any difference in what a page reads of it. */
const harmless = new Set(['origin', 'accept-encoding']);

/**
 * For how many milliseconds from now a response can be reused for other visitors without a request (RFC 9111, 4.2): 0 if it
 * is not `public`, may differ by visitor, or is too old already.
 */
export function freshnessMsOf(headerOf: (name: string) => string | null | undefined): number {
  const directives = (headerOf('cache-control') ?? '').toLowerCase().split(',');
  const names = directives.map((directive) => directive.trim());
  if (!names.includes('public') || names.includes('no-cache') || names.includes('no-store')) return 0;
  const vary = (headerOf('vary') ?? '').toLowerCase().split(',');
  if (!vary.every((name) => name.trim() === '' || harmless.has(name.trim()))) return 0;
  const seconds = names.map((name) => /^max-age=(\d{1,9})$/.exec(name)?.[1]).find((value) => value !== undefined);
  const age = /^\s*\d{1,9}\s*$/.exec(headerOf('age') ?? '0')?.[0];
  if (seconds === undefined || age === undefined) return 0;
  return Math.max(0, Number(seconds) - Number(age)) * 1000;
}
