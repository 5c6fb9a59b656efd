import { Module } from '@nestjs/common';
import { AttemptCountersStore } from './attempt-counters.store.ts';
import { LockoutService } from './lockout.service.ts';

/** How often anybody may be wrong. */
@Module({
  providers: [AttemptCountersStore, LockoutService],
  exports: [LockoutService],
})
export class LockoutModule {}
