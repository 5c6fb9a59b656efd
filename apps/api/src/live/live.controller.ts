import { Controller } from '@nestjs/common';
import { liveEndpoints, LiveEvent } from '@pixelboxx/shared';
import { userFeed } from '../platform/feed/feed-name.ts';
import { Feed } from '../platform/feed/feed.ts';
import { Handle, Input, type InputOf, type StreamOf } from '../platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../platform/http/openapi/api-group.decorator.ts';

@Controller()
@ApiGroup('Live', 'What happens, as it happens.')
export class LiveController {
  constructor(private readonly feed: Feed) {}

  @Handle(liveEndpoints.events)
  events(
    @Input() { principal, lastEventId, signal }: InputOf<typeof liveEndpoints.events>,
  ): StreamOf<typeof liveEndpoints.events> {
    return this.feed.follow(userFeed(principal.user.id), { after: lastEventId, signal, schema: LiveEvent });
  }
}
