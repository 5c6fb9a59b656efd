import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { InjectLogger, type Logger } from '../observability/logger.ts';
import {
  KeyValueStore,
  KeyValueStoreUnavailable,
  type TakeRequest,
  type TakeResult,
} from './key-value/key-value-store.ts';
import { MemoryKeyValueStore } from './key-value/memory-key-value-store.ts';

export type RateLimitPolicy = TakeRequest;

/**
 * While the shared counters are down, each replica grants this fraction on its own: up to four replicas together stay
 * within the configured limit, and more than four exceed it by little. It fails open, but bounded.
 */
const localShare = 1 / 4;

/** Counts in the shared store; while that is down, in this process only, with a lower limit. Never fails. */
@Injectable()
export class RateLimiter implements OnApplicationShutdown {
  private readonly local: MemoryKeyValueStore;
  private isLocal = false;

  constructor(
    private readonly store: KeyValueStore,
    @InjectLogger() private readonly logger: Logger,
  ) {
    this.local = new MemoryKeyValueStore({ logger });
  }

  /** Takes `policy.cost` units (1 by default) of the allowance of `key` (an address, a user) under the policy of this name. */
  async take(policyName: string, key: string, policy: RateLimitPolicy): Promise<TakeResult> {
    const counter = `rate:${policyName}:${key}`;
    try {
      const result = await this.store.take(counter, policy);
      this.switchTo({ local: false });
      return result;
    } catch (error) {
      if (!(error instanceof KeyValueStoreUnavailable)) throw error;
      this.switchTo({ local: true, error });
      const limit = Math.min(policy.limit, Math.max(1, Math.floor(policy.limit * localShare)));
      return this.local.take(counter, { ...policy, limit });
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.local.close();
  }

  /** One line per transition, not per request: an outage must not flood the log. */
  private switchTo({ local, error }: { local: boolean; error?: Error }): void {
    if (this.isLocal === local) return;
    this.isLocal = local;
    if (local) this.logger.warn({ event: 'rate_limit.local', reason: error?.message });
    else this.logger.info({ event: 'rate_limit.shared' });
  }
}
