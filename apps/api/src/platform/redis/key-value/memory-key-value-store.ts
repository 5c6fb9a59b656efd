/* eslint-disable @typescript-eslint/require-await -- The port is asynchronous; in memory there is nothing to wait for, and `async` makes every throw a rejection. */
import type { Logger } from '../../observability/logger.ts';
import {
  KeyValueStore,
  type Listener,
  type TakeRequest,
  type TakeResult,
  type Unsubscribe,
} from './key-value-store.ts';
import { ExpiringGroup } from './expiring-group.ts';
import { SlidingWindow, sliceMsOf, slicesPerWindow } from './sliding-window.ts';

interface Expiring<Value> {
  value: Value;
  expiresAtMs: number;
}

interface MemoryOptions {
  readonly logger: Logger;
  /** Beyond this many values, counters or groups, the one unused for longest is dropped: memory stays bounded under attack. */
  readonly maxEntries?: number;
  /** Monotonic: a step of the wall clock must neither revive nor expire anything. */
  readonly now?: () => number;
  readonly sweepIntervalMs?: number;
}

/** The store of a single process, used if no `REDIS_URL` is set. Nothing in it survives a restart. */
export class MemoryKeyValueStore extends KeyValueStore {
  private readonly values = new Map<string, Expiring<string>>();
  private readonly windows = new Map<string, Expiring<SlidingWindow>>();
  private readonly groups = new Map<string, Expiring<ExpiringGroup>>();
  private readonly listeners = new Map<string, Set<Listener>>();
  private readonly logger: Logger;
  private readonly sweeper: NodeJS.Timeout;
  private readonly maxEntries: number;
  private readonly now: () => number;

  constructor(options: MemoryOptions) {
    super();
    this.logger = options.logger;
    this.maxEntries = options.maxEntries ?? 100_000;
    this.now = options.now ?? (() => performance.now());
    this.sweeper = setInterval(() => this.sweep(), options.sweepIntervalMs ?? 30_000).unref();
  }

  override async get(key: string): Promise<string | null> {
    return this.read(this.values, key)?.value ?? null;
  }

  override async set(key: string, value: string, { ttlMs }: { ttlMs: number }): Promise<void> {
    this.write(this.values, key, value, ttlMs);
  }

  override async delete(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.values.delete(key);
  }

  override async setIfAbsent(key: string, value: string, { ttlMs }: { ttlMs: number }): Promise<boolean> {
    if (this.read(this.values, key)) return false;
    this.write(this.values, key, value, ttlMs);
    return true;
  }

  override async take(key: string, request: TakeRequest): Promise<TakeResult> {
    const windowKey = `${request.windowMs}:${key}`;
    const window = this.read(this.windows, windowKey)?.value ?? new SlidingWindow();
    this.write(this.windows, windowKey, window, sliceMsOf(request.windowMs) * (slicesPerWindow + 1));
    return window.take(this.now(), request);
  }

  override async join(group: string, member: string, { ttlMs }: { ttlMs: number }): Promise<void> {
    const members = this.read(this.groups, group)?.value ?? new ExpiringGroup();
    const lastsMs = members.join(this.now(), member, ttlMs);
    this.write(this.groups, group, members, lastsMs);
  }

  override async leave(group: string, member: string): Promise<void> {
    const members = this.groups.get(group)?.value;
    if (members?.leave(member) === 0) this.groups.delete(group);
  }

  override async membersOf(groups: readonly string[]): Promise<string[][]> {
    return groups.map((group) => this.read(this.groups, group)?.value.members(this.now()) ?? []);
  }

  override async publish(channel: string, message: string): Promise<void> {
    for (const listener of [...(this.listeners.get(channel) ?? [])]) {
      // As over a network: never inside the publisher's call, and an error of a listener does not reach the publisher.
      setImmediate(() => {
        try {
          if (this.listeners.get(channel)?.has(listener)) listener(message);
        } catch (error) {
          this.logger.error({ event: 'kv.listener_failed', channel, err: error });
        }
      });
    }
  }

  override async subscribe(channel: string, listener: Listener): Promise<Unsubscribe> {
    const own: Listener = (message) => listener(message);
    const listeners = this.listeners.get(channel) ?? new Set();
    this.listeners.set(channel, listeners.add(own));
    return async () => {
      listeners.delete(own);
      if (listeners.size === 0 && this.listeners.get(channel) === listeners) this.listeners.delete(channel);
    };
  }

  override async ping(): Promise<void> {}

  override isUp(): boolean {
    return true;
  }

  override async close(): Promise<void> {
    clearInterval(this.sweeper);
    this.values.clear();
    this.windows.clear();
    this.groups.clear();
    this.listeners.clear();
  }

  /** The number of values, counters and groups, including expired ones that are not swept yet. */
  get size(): number {
    return this.values.size + this.windows.size + this.groups.size;
  }

  private read<Value>(entries: Map<string, Expiring<Value>>, key: string): Expiring<Value> | undefined {
    const entry = entries.get(key);
    if (!entry || entry.expiresAtMs > this.now()) return entry;
    entries.delete(key);
    return undefined;
  }

  private write<Value>(entries: Map<string, Expiring<Value>>, key: string, value: Value, ttlMs: number): void {
    entries.delete(key);
    entries.set(key, { value, expiresAtMs: this.now() + ttlMs });
    if (entries.size <= this.maxEntries) return;
    const [oldest] = entries.keys();
    if (oldest !== undefined) entries.delete(oldest);
  }

  private sweep(): void {
    const nowMs = this.now();
    for (const entries of [this.values, this.windows, this.groups]) {
      for (const [key, { expiresAtMs }] of entries) if (expiresAtMs <= nowMs) entries.delete(key);
    }
  }
}
