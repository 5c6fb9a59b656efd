/** The store did not respond, responded too late, or refused. Callers choose: fall back, or ask Postgres. */
export class KeyValueStoreUnavailable extends Error {
  constructor(cause: unknown) {
    super('The key-value store is not available', { cause });
    this.name = 'KeyValueStoreUnavailable';
  }
}

export interface TakeRequest {
  /** Units available in any span of `windowMs`. */
  readonly limit: number;
  readonly windowMs: number;
  /** Units this call requests; 1 by default. */
  readonly cost?: number;
}

export interface TakeResult {
  readonly allowed: boolean;
  readonly limit: number;
  /** Units left after this call. A refused call takes none. */
  readonly remaining: number;
  /** Refused: ms until the same call would pass. Allowed: ms until the first used units become available again. */
  readonly resetMs: number;
}

/** The maximum of members in a group: beyond it, those that would expire first are dropped. */
export const maxGroupMembers = 1_000;

export type Listener = (message: string) => void;

export interface SubscribeOptions {
  /** Messages may have been missed: the connection was lost and is back. What was derived from them must be dropped. */
  readonly onGap?: () => void;
}

export type Unsubscribe = () => Promise<void>;

/**
 * Small shared state that can vanish at any moment: caches, counters, notices between replicas. Never the truth. Every
 * method except `subscribe`, `isUp` and `close` throws `KeyValueStoreUnavailable`, within 100 ms, if the store is gone.
 */
export abstract class KeyValueStore {
  abstract get(key: string): Promise<string | null>;
  abstract set(key: string, value: string, options: { ttlMs: number }): Promise<void>;
  abstract delete(keys: readonly string[]): Promise<void>;
  /** True for exactly one of any number of concurrent callers, until the key expires or is deleted. */
  abstract setIfAbsent(key: string, value: string, options: { ttlMs: number }): Promise<boolean>;
  /** Atomic sliding-window limiter: never more than `limit` units pass in any `windowMs`, across all processes. */
  abstract take(key: string, request: TakeRequest): Promise<TakeResult>;
  /** Makes `member` part of the group for `ttlMs` from now, by the store's own clock; another call renews it. */
  abstract join(group: string, member: string, options: { ttlMs: number }): Promise<void>;
  abstract leave(group: string, member: string): Promise<void>;
  /** The members of each group that have neither left nor expired, unordered; in one round trip. */
  abstract membersOf(groups: readonly string[]): Promise<string[][]>;
  /** Delivered at most once, to current listeners. */
  abstract publish(channel: string, message: string): Promise<void>;
  /** Never fails: while the store is down the subscription waits, and starts when it is back. */
  abstract subscribe(channel: string, listener: Listener, options?: SubscribeOptions): Promise<Unsubscribe>;
  abstract ping(): Promise<void>;
  /** Whether calls are expected to succeed and messages to arrive right now; costs nothing. */
  abstract isUp(): boolean;
  abstract close(): Promise<void>;
}
