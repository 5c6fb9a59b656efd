/** Names of request headers that do not make two visitors' responses differ in what a page reads of them. */
const harmless = new Set(['origin', 'accept-encoding']);

/**
 * For how many milliseconds from now on a response may be given to others as well, without asking (RFC 9111, 4.2): 0 for one
 * that does not say `public`, that may differ by who asks, or that is too old already.
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
