import type { IncomingMessage } from 'node:http';

export interface MinRate {
  readonly bytesPerSecond: number;
  /** The initial time in which the rate of a connection is not checked. */
  readonly afterMs: number;
}

/**
 * Calls `onTooSlow` once if the average rate received is too low. Time is counted in ticks of at most a second, and
 * not by the clock: while this process itself is blocked, no sender counts as too slow.
 * @returns a function that ends the check
 */
export function requireMinRate(
  received: () => number,
  { bytesPerSecond, afterMs }: MinRate,
  onTooSlow: () => void,
): () => void {
  const tickMs = Math.min(1000, afterMs);
  let elapsedMs = 0;
  const timer = setInterval(() => {
    elapsedMs += tickMs;
    if (elapsedMs < afterMs || received() >= (bytesPerSecond * elapsedMs) / 1000) return;
    clearInterval(timer);
    onTooSlow();
  }, tickMs);
  return () => clearInterval(timer);
}

/** Whether the client disconnected before reading began: no event will report that. */
export function isGone(request: IncomingMessage): boolean {
  return request.destroyed || request.socket.destroyed;
}
