import { Module, type OnModuleInit } from '@nestjs/common';
import { EventOutbox } from '../platform/events/event-outbox.ts';
import { tellOwnersBy } from './live-events.ts';
import { LiveController } from './live.controller.ts';

/** Live events for a user's open pages, which all follow the user's feed. */
@Module({ controllers: [LiveController] })
export class LiveModule implements OnModuleInit {
  constructor(private readonly outbox: EventOutbox) {}

  onModuleInit(): void {
    tellOwnersBy(this.outbox);
  }
}
