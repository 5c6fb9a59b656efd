import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { KeyValueStore, KeyValueStoreUnavailable } from './key-value/key-value-store.ts';

export interface CacheOptions<Value> {
  /** At most a day. */
  readonly ttlMs: number;
  /** Values are stored as JSON; a value that an older release stored in another shape counts as absent. */
  readonly schema: z.ZodType<Value>;
  readonly tags?: readonly string[];
}

const Entry = z.object({ stamps: z.array(z.string()), value: z.unknown() });

const maxTtlMs = 86_400_000;
const maxPendingInvalidations = 10_000;

/**
 * Values that take long to compute, kept for a while. Invalidation replaces the *stamp* of a tag or key prefix; an entry
 * is valid only with the current stamps, read before its value was loaded. So a value loaded before an invalidation is
 * never served after it, in whatever order they run, and no scan over keys is needed. Without the store every call loads.
 */
@Injectable()
export class Cache {
  private readonly loading = new Map<string, { groups: readonly string[]; value: Promise<unknown> }>();
  /** Invalidations that have not reached the store, because it was down. */
  private readonly pending = new Set<string>();

  constructor(private readonly store: KeyValueStore) {}

  /** One load at a time per key in this process. `key` is a path such as `user:42:profile`. */
  getOrLoad<Value>(key: string, options: CacheOptions<Value>, load: () => Promise<Value>): Promise<Value> {
    const running = this.loading.get(key);
    // The schema comes from the caller and the key identifies it: both callers of one key expect the same value.
    if (running) return running.value as Promise<Value>;
    const groups = [...prefixesOf(key).map(prefixGroup), ...(options.tags ?? []).map(tagGroup)];
    const value = this.readOrLoad(key, groups, options, load).finally(() => {
      if (this.loading.get(key)?.value === value) this.loading.delete(key);
    });
    this.loading.set(key, { groups, value });
    return value;
  }

  async invalidateTag(tag: string): Promise<void> {
    await this.invalidate(tagGroup(tag));
  }

  /** Everything at or under this path: `user:42` covers `user:42` and `user:42:profile`, not `user:421`. */
  async invalidatePrefix(prefix: string): Promise<void> {
    await this.invalidate(prefixGroup(prefix));
  }

  private async readOrLoad<Value>(
    key: string,
    groups: readonly string[],
    { ttlMs, schema }: CacheOptions<Value>,
    load: () => Promise<Value>,
  ): Promise<Value> {
    const found = await this.lookUp(key, groups);
    if (found === null) return load();
    const hit = found.value === undefined ? undefined : schema.safeParse(found.value);
    if (hit?.success) return hit.data;
    const value = await load();
    const entry = JSON.stringify({ stamps: found.stamps, value });
    await unlessAway(this.store.set(`cache:${key}`, entry, { ttlMs: Math.min(ttlMs, maxTtlMs) }));
    return value;
  }

  /** Null if the store is down. A group without a stamp, such as after a flush, gets one, and the entry is invalid. */
  private async lookUp(key: string, groups: readonly string[]): Promise<{ stamps: string[]; value?: unknown } | null> {
    return unlessAway(
      (async () => {
        await this.flushPending();
        const [raw, ...stamps] = await Promise.all([`cache:${key}`, ...groups].map((name) => this.store.get(name)));
        if (stamps.includes(null)) return { stamps: await Promise.all(groups.map((group) => this.ensureStamp(group))) };
        const known = stamps.filter((stamp) => stamp !== null);
        const entry = raw ? Entry.safeParse(JSON.parse(raw)) : undefined;
        const isCurrent = entry?.success && entry.data.stamps.join() === known.join();
        return isCurrent ? { stamps: known, value: entry.data.value } : { stamps: known };
      })(),
    );
  }

  private async ensureStamp(group: string): Promise<string> {
    const stamp = newStamp();
    if (await this.store.setIfAbsent(group, stamp, { ttlMs: stampTtlMs })) return stamp;
    return (await this.store.get(group)) ?? stamp;
  }

  private async invalidate(group: string): Promise<void> {
    for (const [key, { groups }] of this.loading) if (groups.includes(group)) this.loading.delete(key);
    this.pending.add(group);
    await unlessAway(this.flushPending());
    // Entries expire anyway; remembering more than this would cost memory for little benefit.
    if (this.pending.size > maxPendingInvalidations) this.pending.clear();
  }

  private async flushPending(): Promise<void> {
    if (this.pending.size === 0) return;
    await Promise.all(
      [...this.pending].map(async (group) => {
        await this.store.set(group, newStamp(), { ttlMs: stampTtlMs });
        this.pending.delete(group);
      }),
    );
  }
}

/** Longer than any entry lives, so that an expired stamp cannot make an old entry valid again. */
const stampTtlMs = 2 * maxTtlMs;

const newStamp = () => randomBytes(9).toString('base64url');
const tagGroup = (tag: string) => `cache-stamp:tag:${tag}`;
const prefixGroup = (prefix: string) => `cache-stamp:prefix:${prefix}`;

function prefixesOf(key: string): string[] {
  const parts = key.split(':');
  return parts.map((_, index) => parts.slice(0, index + 1).join(':'));
}

async function unlessAway<Value>(work: Promise<Value>): Promise<Value | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof KeyValueStoreUnavailable) return null;
    throw error;
  }
}
