import { Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.ts';
import { LOGGER, type Logger } from '../observability/logger.ts';
import { Cache } from './cache.ts';
import { KeyValueStore } from './key-value/key-value-store.ts';
import { MemoryKeyValueStore } from './key-value/memory-key-value-store.ts';
import { RateLimiter } from './rate-limiter.ts';

/** Loads the driver only if a Redis is configured: it costs memory and time at start. */
async function createKeyValueStore({ redis }: Pick<Config, 'redis'>, logger: Logger): Promise<KeyValueStore> {
  if (!redis) return new MemoryKeyValueStore({ logger });
  const { RedisKeyValueStore } = await import('./key-value/redis-key-value-store.ts');
  return new RedisKeyValueStore({ url: redis.url, logger, commandTimeoutMs: redis.timeoutMs });
}

@Global()
@Module({
  providers: [
    { provide: KeyValueStore, useFactory: createKeyValueStore, inject: [CONFIG, LOGGER] },
    RateLimiter,
    Cache,
  ],
  exports: [KeyValueStore, RateLimiter, Cache],
})
export class RedisModule implements OnApplicationShutdown {
  constructor(private readonly store: KeyValueStore) {}

  async onApplicationShutdown(): Promise<void> {
    await this.store.close();
  }
}
