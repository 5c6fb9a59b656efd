import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import type { Config } from '../config/config.ts';
import { InjectConfig } from '../config/config.module.ts';
import { InjectLogger, type Logger } from '../observability/logger.ts';
import { KeyValueStore, KeyValueStoreUnavailable } from '../redis/key-value/key-value-store.ts';
import { RateLimiter } from '../redis/rate-limiter.ts';

/** An attack is over when there was no sign of it for this long. */
export const calmMs = 600_000;

const minuteMs = 60_000;
const networkWindowMs = 600_000;
/** Puzzles that one network, such as a household or an office, gets in ten minutes before its puzzles become harder. */
const freePuzzles = 20;

/** Bits per part, of eight: 2^15 hashes in all, a twentieth of a second on a desktop, up to 2^19, about ten seconds on a slow phone. */
const minBits = 12;
const maxBits = 16;

/** These windows refuse nothing: they only count. */
const uncounted = 1_000_000_000;
/** A replica's share of all attempts, which it counts alone while Redis is down, as `RateLimiter` does. */
const localShare = 1 / 4;

const activeKey = 'abuse:active';

/** Measures signs of an attack on sign-ins, from all visitors on all replicas; while Redis is down, each replica measures alone. */
@Injectable()
export class AttackMeter {
  /** When this replica last noticed an attack. */
  private activeAtMs = -Infinity;

  constructor(
    private readonly limiter: RateLimiter,
    private readonly store: KeyValueStore,
    private readonly clock: Clock,
    @InjectConfig() private readonly config: Config,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /** A request that was refused or failed, or one of a kind that programs abuse. */
  async noteAttempt(): Promise<void> {
    const { count, share } = await this.count('attempts', 1);
    if (count > this.config.abuse.threshold * share) await this.activate(count);
  }

  /** A proof was requested; most genuine users send one soon, and programs do not. */
  async noteIssued(networkKey: string): Promise<void> {
    await this.count(`puzzles:${networkKey}`, 1, networkWindowMs);
    const { count, share } = await this.count('issued', 1);
    const unsolved = count - (await this.count('solved', 0)).count;
    if (unsolved > this.config.abuse.threshold * share) await this.activate(unsolved);
  }

  async noteSolved(): Promise<void> {
    await this.count('solved', 1);
  }

  /** Whether there was an attack within the last ten minutes. Never fails. */
  async isActive(): Promise<boolean> {
    if (this.clock.isWithin(calmMs, this.activeAtMs)) return true;
    try {
      return (await this.store.get(activeKey)) !== null;
    } catch (error) {
      if (error instanceof KeyValueStoreUnavailable) return false;
      throw error;
    }
  }

  /** Attempts in the last minute. */
  async attempts(): Promise<number> {
    return (await this.count('attempts', 0)).count;
  }

  /** How hard this network's next puzzle is: each doubling of the attack, or of the network's requests, adds a bit. */
  async bitsFor(networkKey: string): Promise<number> {
    const [attempts, issued, solved, own] = await Promise.all([
      this.count('attempts', 0),
      this.count('issued', 0),
      this.count('solved', 0),
      this.count(`puzzles:${networkKey}`, 0, networkWindowMs),
    ]);
    const attack =
      (attempts.count + Math.max(0, issued.count - solved.count)) / (this.config.abuse.threshold * attempts.share);
    const network = own.count / freePuzzles / this.config.rateLimitScale;
    return Math.min(maxBits, minBits + doublings(attack) + doublings(network));
  }

  private async activate(count: number): Promise<void> {
    const wasActive = this.clock.isWithin(calmMs, this.activeAtMs);
    this.activeAtMs = this.clock.nowMs();
    if (!wasActive) this.logger.warn({ event: 'abuse.attack', count, threshold: this.config.abuse.threshold });
    try {
      await this.store.set(activeKey, '1', { ttlMs: calmMs });
    } catch (error) {
      if (!(error instanceof KeyValueStoreUnavailable)) throw error;
    }
  }

  /** Adds `cost` to a window and returns its content. */
  private async count(name: string, cost: number, windowMs = minuteMs): Promise<{ count: number; share: number }> {
    const { limit, remaining } = await this.limiter.take(`abuse-${name}`, 'all', { limit: uncounted, windowMs, cost });
    return { count: limit - remaining, share: limit === uncounted ? 1 : localShare };
  }
}

function doublings(ratio: number): number {
  return ratio < 2 ? 0 : Math.floor(Math.log2(ratio));
}
