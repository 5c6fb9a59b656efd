import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { MetricSources } from '../observability/metrics/metric-sources.ts';
import { Drain } from './server/drain.ts';
import { IdempotencyExpiry } from './idempotency/idempotency-expiry.ts';
import { IdempotencyStore } from './idempotency/idempotency-store.ts';
import { AccessWatch } from './security/access-watch.ts';
import { OpenStreams } from './stream/open-streams.ts';
import { RateLimitGuard } from './security/rate-limit.guard.ts';

@Global()
@Module({
  providers: [
    AccessWatch,
    Drain,
    OpenStreams,
    IdempotencyStore,
    IdempotencyExpiry,
    { provide: APP_GUARD, useClass: RateLimitGuard },
  ],
  exports: [AccessWatch, Drain, OpenStreams, IdempotencyStore],
})
export class HttpModule implements OnModuleInit {
  constructor(
    private readonly metrics: MetricSources,
    private readonly streams: OpenStreams,
  ) {}

  onModuleInit(): void {
    const help = 'Streams that somebody follows';
    this.metrics.add({ name: 'pixelboxx_open_streams', help, read: () => this.streams.count });
  }
}
