/** The store did not answer, answered too late, or refused. Callers choose: fall back, or ask Postgres. */
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
  /** Units this call asks for; 1 unless told. */
  readonly cost?: number;
}

export interface TakeResult {
  readonly allowed: boolean;
  readonly limit: number;
  /** Units left after this call. A refused call takes none. */
  readonly remaining: number;
  /** Refused: ms until the same call would pass. Allowed: ms until the first used units come back. */
  readonly resetMs: number;
}

/** A group holds no more members: of those beyond, the ones that would run out first are dropped. */
export const maxGroupMembers = 1_000;

export type Listener = (message: string) => void;

export interface SubscribeOptions {
  /** Messages may have been missed: the connection was lost and is back. What was derived from them must be dropped. */
  readonly onGap?: () => void;
}

export type Unsubscribe = () => Promise<void>;

/**
 * Small shared state that may vanish at any moment: caches, counters, notices between replicas. Never the truth.
 * Every method but `subscribe`, `isUp` and `close` throws `KeyValueStoreUnavailable`, within 100 ms, when the store is gone.
 */
export abstract class KeyValueStore {
  abstract get(key: string): Promise<string | null>;
  abstract set(key: string, value: string, options: { ttlMs: number }): Promise<void>;
  abstract delete(keys: readonly string[]): Promise<void>;
  /** True for exactly one of any number of concurrent callers, until the key expires or is deleted. */
  abstract setIfAbsent(key: string, value: string, options: { ttlMs: number }): Promise<boolean>;
  /** Atomic sliding-window limiter: never more than `limit` units pass in any `windowMs`, across all processes. */
  abstract take(key: string, request: TakeRequest): Promise<TakeResult>;
  /** Makes `member` one of the group for `ttlMs` from now, by the store's own clock; again, for as long from then on. */
  abstract join(group: string, member: string, options: { ttlMs: number }): Promise<void>;
  abstract leave(group: string, member: string): Promise<void>;
  /** Who joined each of the groups and neither left nor ran out, in no order; in one round trip. */
  abstract membersOf(groups: readonly string[]): Promise<string[][]>;
  /** At most once, to those listening now. */
  abstract publish(channel: string, message: string): Promise<void>;
  /** Never fails: while the store is away the subscription waits, and starts when it is back. */
  abstract subscribe(channel: string, listener: Listener, options?: SubscribeOptions): Promise<Unsubscribe>;
  abstract ping(): Promise<void>;
  /** Whether calls are expected to succeed and messages to arrive right now; costs nothing. */
  abstract isUp(): boolean;
  abstract close(): Promise<void>;
}
