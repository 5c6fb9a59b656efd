import type { Clock } from '@pixelboxx/node-kit';
import type { Logger } from '../observability/logger.ts';
import type { Invalidation, InvalidationLog } from './invalidation-log.ts';

/** A cache in this process, told what it must not serve any more. */
export interface InvalidationListener {
  readonly forget: (key: string) => void;
  /** Once, after `forget`: every transaction that began before the change has ended, too (see `Invalidation.isSettled`). */
  readonly settle?: (key: string) => void;
  /** Anything may have changed. */
  readonly forgetAll: () => void;
}

export interface FeedOptions {
  /** Memory counts for so long after the *beginning* of the last reading that succeeded. */
  readonly maxLagMs: number;
  /** Pause between the end of one reading and the beginning of the next. */
  readonly intervalMs: number;
  /** Nobody asked for this long: reading stops until somebody does. */
  readonly idleMs: number;
  /** For how long rows of the log stay. */
  readonly retentionMs: number;
}

export const usualFeed: FeedOptions = { maxLagMs: 750, intervalMs: 200, idleMs: 10_000, retentionMs: 600_000 };

/**
 * How a replica learns from Postgres, the truth, what it must forget, whatever becomes of Redis, of notices and of the
 * process that made the change. The log is read a few times a second; as long as a reading that succeeded began
 * at most `maxLagMs` ago, whatever was committed before that is forgotten here, so memory may be believed. Else
 * it may not. Nothing is read while nobody asks.
 */
export class InvalidationFeed {
  private readonly log: Pick<InvalidationLog, 'readSince' | 'deleteBefore' | 'close'>;
  private readonly logger: Logger;
  private readonly clock: Clock;
  private readonly options: FeedOptions;
  private readonly listeners = new Map<string, Set<InvalidationListener>>();
  private holders = 0;
  private horizon: bigint | null = null;
  /** Rows of the last reading: those that the next one brings again are no news. */
  private seen = new Set<string>();
  /** When the last reading that succeeded began, by the clock that nobody sets and by the one that goes on in a machine that sleeps. */
  private readAt = { monotonicMs: -Infinity, wallMs: -Infinity };
  private askedAtMs = -Infinity;
  /** The place in the log that everybody will have passed once it is `retentionMs` old. */
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

  /** @returns how to end it */
  listen(topic: string, listener: InvalidationListener): () => void {
    const listeners = this.listeners.get(topic) ?? new Set();
    this.listeners.set(topic, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /**
   * Keeps the log being read, for who waits for changes and asks nothing.
   * @returns how to end it, to be called once
   */
  hold(): () => void {
    this.holders += 1;
    this.isCurrent();
    return () => {
      this.holders -= 1;
    };
  }

  /** Whether everything that was committed `maxLagMs` ago or earlier has been forgotten here; costs nothing. */
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
      // Rows may be gone that were never read here; or the log may be another one, as after a restored backup.
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

  /** One line a transition. */
  private report(error: unknown): void {
    if (this.isFailing === (error !== null)) return;
    this.isFailing = error !== null;
    if (error === null) this.logger.info({ event: 'invalidation.current' });
    else this.logger.warn({ event: 'invalidation.behind', err: error });
  }
}
