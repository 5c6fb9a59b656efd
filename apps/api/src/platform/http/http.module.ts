import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { MetricSources } from '../observability/metrics/metric-sources.ts';
import { Drain } from './server/drain.ts';
import { IdempotencyExpiry } from './idempotency/idempotency-expiry.ts';
import { IdempotencyInterceptor } from './idempotency/idempotency.interceptor.ts';
import { IdempotencyStore } from './idempotency/idempotency-store.ts';
import { AccessWatch } from './security/access-watch.ts';
import { OpenStreams } from './stream/open-streams.ts';
import { StreamInterceptor } from './stream/stream.interceptor.ts';
import { DownloadInterceptor } from './download/download.interceptor.ts';
import { RateLimitGuard } from './security/rate-limit.guard.ts';

@Global()
@Module({
  providers: [
    AccessWatch,
    Drain,
    OpenStreams,
    IdempotencyStore,
    IdempotencyExpiry,
    RateLimitGuard,
    IdempotencyInterceptor,
    StreamInterceptor,
    DownloadInterceptor,
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
