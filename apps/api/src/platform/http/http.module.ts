import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Drain } from './server/drain.ts';
import { IdempotencyExpiry } from './idempotency/idempotency-expiry.ts';
import { IdempotencyStore } from './idempotency/idempotency-store.ts';
import { RateLimitGuard } from './security/rate-limit.guard.ts';

@Global()
@Module({
  providers: [Drain, IdempotencyStore, IdempotencyExpiry, { provide: APP_GUARD, useClass: RateLimitGuard }],
  exports: [Drain, IdempotencyStore],
})
export class HttpModule {}
