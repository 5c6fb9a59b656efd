import type { IncomingMessage } from 'node:http';

export interface MinRate {
  readonly bytesPerSecond: number;
  /** What a connection needs to get going is not counted against it. */
  readonly afterMs: number;
}

/**
 * Calls `onTooSlow` once when less than the rate has been received on average. Time is counted in ticks of at most a
 * second, and not by the clock: while this process itself is held up, no sender is too slow.
 * @returns what ends it
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

/** Whether the client left before anybody began to read: then no event will tell. */
export function isGone(request: IncomingMessage): boolean {
  return request.destroyed || request.socket.destroyed;
}
