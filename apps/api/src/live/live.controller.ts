import { Controller } from '@nestjs/common';
import { liveEndpoints, LiveEvent } from '@pixelboxx/shared';
import { userFeed } from '../platform/feed/feed-name.ts';
import { Feed } from '../platform/feed/feed.ts';
import { Handle, Input, type InputOf, type StreamOf } from '../platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../platform/http/openapi/api-group.decorator.ts';
import { openSessionsOf } from '../platform/presence/presence-group.ts';
import { Presence } from '../platform/presence/presence.ts';

@Controller()
@ApiGroup('Live', 'What happens, as it happens.')
export class LiveController {
  constructor(
    private readonly feed: Feed,
    private readonly presence: Presence,
  ) {}

  @Handle(liveEndpoints.events)
  events(
    @Input() { principal, lastEventId, signal }: InputOf<typeof liveEndpoints.events>,
  ): StreamOf<typeof liveEndpoints.events> {
    this.presence.present(openSessionsOf(principal.user.id), principal.sessionId, signal);
    return this.feed.follow(userFeed(principal.user.id), { after: lastEventId, signal, schema: LiveEvent });
  }
}
