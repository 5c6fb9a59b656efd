import { Controller } from '@nestjs/common';
import { moderationEndpoints, type ModerationUpload, type ModerationUploadPage } from '@pixelboxx/shared';
import { Handle, Input, type InputOf } from '../platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../platform/http/openapi/api-group.decorator.ts';
import { ModerationService } from './moderation.service.ts';

@Controller()
@ApiGroup('Moderation', 'Deciding about images that the screening holds back.')
export class ModerationController {
  constructor(private readonly moderation: ModerationService) {}

  @Handle(moderationEndpoints.uploads)
  uploads(
    @Input() { principal: actor, query }: InputOf<typeof moderationEndpoints.uploads>,
  ): Promise<ModerationUploadPage> {
    return this.moderation.list(actor, query);
  }

  @Handle(moderationEndpoints.approve)
  approve(
    @Input() { principal: actor, params: { id }, context }: InputOf<typeof moderationEndpoints.approve>,
  ): Promise<ModerationUpload> {
    return this.moderation.approve(id, { actor, context });
  }

  @Handle(moderationEndpoints.remove)
  remove(
    @Input()
    { principal: actor, params: { id }, body: { reason }, context }: InputOf<typeof moderationEndpoints.remove>,
  ): Promise<void> {
    return this.moderation.remove(id, reason, { actor, context });
  }
}
