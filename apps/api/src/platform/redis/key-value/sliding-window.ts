import type { TakeRequest, TakeResult } from './key-value-store.ts';

/**
 * A window is counted in this many slices. A slice leaves the count as a whole once its latest moment has left the window,
 * so that the limit holds for every span of `windowMs`; in return, units become available up to one slice late.
 */
export const slicesPerWindow = 20;

export function sliceMsOf(windowMs: number): number {
  return Math.max(1, Math.ceil(windowMs / slicesPerWindow));
}

/** One counter of `MemoryKeyValueStore`; `sliding-window.lua.ts` is the same in Lua. */
export class SlidingWindow {
  private readonly usedBySlice = new Map<number, number>();

  take(nowMs: number, { limit, windowMs, cost = 1 }: TakeRequest): TakeResult {
    const sliceMs = sliceMsOf(windowMs);
    const current = Math.floor(nowMs / sliceMs);
    const used = this.dropExpired(current);
    const msUntilFree = (slice: number) => (slice + slicesPerWindow + 1) * sliceMs - nowMs;
    if (used + cost <= limit) {
      this.usedBySlice.set(current, (this.usedBySlice.get(current) ?? 0) + cost);
      const [oldest = current] = this.usedBySlice.keys();
      return { allowed: true, limit, remaining: limit - used - cost, resetMs: msUntilFree(oldest) };
    }
    let stillUsed = used;
    let resetMs = windowMs;
    for (const [slice, units] of this.usedBySlice) {
      stillUsed -= units;
      resetMs = msUntilFree(slice);
      if (stillUsed + cost <= limit) break;
    }
    return { allowed: false, limit, remaining: Math.max(0, limit - used), resetMs };
  }

  /** Insertion order is chronological, because the clock is monotonic. */
  private dropExpired(current: number): number {
    let used = 0;
    for (const [slice, units] of this.usedBySlice) {
      if (current - slice > slicesPerWindow) this.usedBySlice.delete(slice);
      else used += units;
    }
    return used;
  }
}
