import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Drain } from './server/drain.ts';
import { IdempotencyExpiry } from './idempotency/idempotency-expiry.ts';
import { IdempotencyStore } from './idempotency/idempotency-store.ts';
import { OpenStreams } from './stream/open-streams.ts';
import { RateLimitGuard } from './security/rate-limit.guard.ts';

@Global()
@Module({
  providers: [
    Drain,
    OpenStreams,
    IdempotencyStore,
    IdempotencyExpiry,
    { provide: APP_GUARD, useClass: RateLimitGuard },
  ],
  exports: [Drain, OpenStreams, IdempotencyStore],
})
export class HttpModule {}
