import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { InjectLogger, type Logger } from '../observability/logger.ts';
import { KeyValueStore, KeyValueStoreUnavailable } from '../redis/key-value/key-value-store.ts';
import { MemoryKeyValueStore } from '../redis/key-value/memory-key-value-store.ts';
import type { Proof } from './puzzles.ts';

/** More than the clocks of replicas differ: a replica whose clock is slow must not accept again what another has forgotten. */
const clockSkewMs = 60_000;

/**
 * Accepts each proof once, on all replicas. While Redis is down every process remembers proofs separately, so that each
 * accepts a proof at most once, within its two minutes: the work is still done, and nobody is locked out.
 */
@Injectable()
export class UsedProofs implements OnApplicationShutdown {
  private readonly local: MemoryKeyValueStore;

  constructor(
    private readonly store: KeyValueStore,
    @InjectLogger() logger: Logger,
  ) {
    this.local = new MemoryKeyValueStore({ logger });
  }

  /** True for exactly one of any number of calls with the same proof. */
  async take({ id, expiresAtMs }: Proof, nowMs: number): Promise<boolean> {
    const ttl = { ttlMs: expiresAtMs - nowMs + clockSkewMs };
    // Also while Redis is up: it may go down, or lose its data, before the proof has expired.
    if (!(await this.local.setIfAbsent(id, '', ttl))) return false;
    try {
      return await this.store.setIfAbsent(`proof:${id}`, '', ttl);
    } catch (error) {
      if (error instanceof KeyValueStoreUnavailable) return true;
      throw error;
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.local.close();
  }
}
