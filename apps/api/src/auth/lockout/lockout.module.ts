import { Module } from '@nestjs/common';
import { AttemptCountersStore } from './attempt-counters.store.ts';
import { LockoutService } from './lockout.service.ts';

/** Limits failed attempts. */
@Module({
  providers: [AttemptCountersStore, LockoutService],
  exports: [LockoutService],
})
export class LockoutModule {}
