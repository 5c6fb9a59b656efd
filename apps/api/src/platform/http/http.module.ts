import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { RateLimitGuard } from './rate-limit.guard.ts';

@Module({ providers: [{ provide: APP_GUARD, useClass: RateLimitGuard }] })
export class HttpModule {}
