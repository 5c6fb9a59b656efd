import { Module, type OnModuleInit } from '@nestjs/common';
import { EventOutbox } from '../platform/events/event-outbox.ts';
import { tellOwnersBy } from './live-events.ts';
import { LiveController } from './live.controller.ts';

/** What a user's open pages hear of: events of their feed, followed by all of them. */
@Module({ controllers: [LiveController] })
export class LiveModule implements OnModuleInit {
  constructor(private readonly outbox: EventOutbox) {}

  onModuleInit(): void {
    tellOwnersBy(this.outbox);
  }
}
