const staleAfterMs = 60 * 60 * 1000;

/**
 * What began before this moment and is not finished never will be: it holds no room, cannot become ready any more, and
 * is swept away.
 */
export function staleSince(now: Date): Date {
  return new Date(now.getTime() - staleAfterMs);
}
