import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Drain } from './drain.ts';
import { RateLimitGuard } from './rate-limit.guard.ts';

@Global()
@Module({ providers: [Drain, { provide: APP_GUARD, useClass: RateLimitGuard }], exports: [Drain] })
export class HttpModule {}
