const staleAfterMs = 60 * 60 * 1000;

/**
 * Uploads that began before this moment and are not finished never will be: they do not count toward the quota, cannot
 * become ready any more, and are swept.
 */
export function staleSince(now: Date): Date {
  return new Date(now.getTime() - staleAfterMs);
}
