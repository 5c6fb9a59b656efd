import { maxGroupMembers } from './key-value-store.ts';

/** One group of `MemoryKeyValueStore`; `expiring-group.lua.ts` is the same in Lua. */
export class ExpiringGroup {
  private readonly expiresAtMs = new Map<string, number>();

  /** @returns ms until the last member expires */
  join(nowMs: number, member: string, ttlMs: number): number {
    this.dropExpired(nowMs);
    this.expiresAtMs.set(member, nowMs + ttlMs);
    if (this.expiresAtMs.size > maxGroupMembers) this.dropFirstToExpire();
    return Math.max(...this.expiresAtMs.values()) - nowMs;
  }

  /** @returns how many are left */
  leave(member: string): number {
    this.expiresAtMs.delete(member);
    return this.expiresAtMs.size;
  }

  members(nowMs: number): string[] {
    this.dropExpired(nowMs);
    return [...this.expiresAtMs.keys()];
  }

  private dropExpired(nowMs: number): void {
    for (const [member, atMs] of this.expiresAtMs) if (atMs <= nowMs) this.expiresAtMs.delete(member);
  }

  private dropFirstToExpire(): void {
    const [first] = [...this.expiresAtMs].toSorted(([, a], [, b]) => a - b);
    if (first) this.expiresAtMs.delete(first[0]);
  }
}
