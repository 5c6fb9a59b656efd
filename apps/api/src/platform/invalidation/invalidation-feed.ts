import type { Clock } from '@pixelboxx/node-kit';
import type { Logger } from '../observability/logger.ts';
import type { Invalidation, InvalidationLog } from './invalidation-log.ts';

/** A cache in this process, notified of what it must not serve any more. */
export interface InvalidationListener {
  readonly forget: (key: string) => void;
  /** Called once, after `forget`, when every transaction that began before the change has ended too (see `Invalidation.isSettled`). */
  readonly settle?: (key: string) => void;
  /** Anything may have changed. */
  readonly forgetAll: () => void;
}

export interface FeedOptions {
  /** How long a cache is valid after the *beginning* of the last successful reading. */
  readonly maxLagMs: number;
  /** Pause between the end of one reading and the beginning of the next. */
  readonly intervalMs: number;
  /** Reading stops when nobody has asked for this long, until somebody asks again. */
  readonly idleMs: number;
  /** How long rows of the log are kept. */
  readonly retentionMs: number;
}

export const usualFeed: FeedOptions = { maxLagMs: 750, intervalMs: 200, idleMs: 10_000, retentionMs: 600_000 };

/**
 * How a replica learns from Postgres, the source of truth, what it must drop from its caches, whatever happens to Redis, to notices
 * and to the process that made the change. The log is read a few times a second; if a successful reading began at most `maxLagMs`
 * ago, everything committed before that has been dropped here, and caches are valid. Otherwise they are not. Nothing is read while
 * nobody asks.
 */
export class InvalidationFeed {
  private readonly log: Pick<InvalidationLog, 'readSince' | 'deleteBefore' | 'close'>;
  private readonly logger: Logger;
  private readonly clock: Clock;
  private readonly options: FeedOptions;
  private readonly listeners = new Map<string, Set<InvalidationListener>>();
  private holders = 0;
  private horizon: bigint | null = null;
  /** Rows of the last reading: if the next one returns them again, they are not new. */
  private seen = new Set<string>();
  /** When the last successful reading began, by the monotonic clock and by the wall clock, which continues while the machine sleeps. */
  private readAt = { monotonicMs: -Infinity, wallMs: -Infinity };
  private askedAtMs = -Infinity;
  /** The position in the log that all replicas will have passed once it is `retentionMs` old. */
  private oldest: { horizon: bigint; atMs: number } | null = null;
  private timer: NodeJS.Timeout | undefined;
  private reading: Promise<void> | undefined;
  private isClosed = false;
  private isFailing = false;

  constructor(
    log: Pick<InvalidationLog, 'readSince' | 'deleteBefore' | 'close'>,
    logger: Logger,
    clock: Clock,
    options: FeedOptions = usualFeed,
  ) {
    this.log = log;
    this.logger = logger;
    this.clock = clock;
    this.options = options;
  }

  /** @returns a function that unsubscribes */
  listen(topic: string, listener: InvalidationListener): () => void {
    const listeners = this.listeners.get(topic) ?? new Set();
    this.listeners.set(topic, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /**
   * Keeps the log being read, for code that waits for changes without calling `isCurrent`.
   * @returns a function that ends this, to be called once
   */
  hold(): () => void {
    this.holders += 1;
    this.isCurrent();
    return () => {
      this.holders -= 1;
    };
  }

  /** Whether everything committed `maxLagMs` ago or earlier has been dropped here; costs nothing. */
  isCurrent(): boolean {
    this.askedAtMs = performance.now();
    if (!this.timer && !this.reading && !this.isClosed) this.read();
    const sinceMonotonicMs = this.askedAtMs - this.readAt.monotonicMs;
    const sinceWallMs = this.clock.nowMs() - this.readAt.wallMs;
    return sinceMonotonicMs <= this.options.maxLagMs && sinceWallMs <= this.options.maxLagMs;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.timer);
    await this.reading;
    await this.log.close();
  }

  private read(): void {
    this.timer = undefined;
    this.reading = this.readOnce().finally(() => {
      this.reading = undefined;
      const isIdle = this.holders === 0 && performance.now() - this.askedAtMs > this.options.idleMs;
      if (!this.isClosed && !isIdle) this.timer = setTimeout(() => this.read(), this.options.intervalMs).unref();
    });
  }

  private async readOnce(): Promise<void> {
    const startedAt = { monotonicMs: performance.now(), wallMs: this.clock.nowMs() };
    try {
      const { horizon, invalidations } = await this.log.readSince(this.horizon);
      // Rows may be gone that were never read here, or the log may be another one, as after restoring a backup.
      const hasGap = startedAt.monotonicMs - this.readAt.monotonicMs > this.options.retentionMs / 2;
      const isAnotherLog = this.horizon !== null && horizon < this.horizon;
      if (hasGap || isAnotherLog || invalidations === null)
        for (const listeners of this.listeners.values()) for (const { forgetAll } of listeners) forgetAll();
      this.apply(invalidations ?? []);
      this.horizon = horizon;
      this.readAt = startedAt;
      this.report(null);
      await this.cleanUp(horizon);
    } catch (error) {
      this.report(error);
    }
  }

  private apply(invalidations: readonly Invalidation[]): void {
    const seenBefore = this.seen;
    this.seen = new Set(invalidations.map(({ id }) => id));
    for (const { id, topic, key, isSettled } of invalidations) {
      for (const { forget, settle } of this.listeners.get(topic) ?? []) {
        if (!seenBefore.has(id)) forget(key);
        if (isSettled) settle?.(key);
      }
    }
  }

  private async cleanUp(horizon: bigint): Promise<void> {
    const nowMs = performance.now();
    this.oldest ??= { horizon, atMs: nowMs };
    if (nowMs - this.oldest.atMs < this.options.retentionMs) return;
    await this.log.deleteBefore(this.oldest.horizon);
    this.oldest = { horizon, atMs: nowMs };
  }

  /** One line per transition. */
  private report(error: unknown): void {
    if (this.isFailing === (error !== null)) return;
    this.isFailing = error !== null;
    if (error === null) this.logger.info({ event: 'invalidation.current' });
    else this.logger.warn({ event: 'invalidation.behind', err: error });
  }
}
