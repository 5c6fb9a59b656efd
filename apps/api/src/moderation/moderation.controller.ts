import { Body, Controller, Param, Query } from '@nestjs/common';
import {
  moderationEndpoints,
  ModerationQuery,
  type ModerationUpload,
  type ModerationUploadPage,
  RemoveUploadRequest,
  UploadParams,
} from '@pixelboxx/shared';
import { type Caller, CurrentCaller, type Origin, RequestOrigin } from '../platform/http/caller.ts';
import { Endpoint } from '../platform/http/endpoint.decorator.ts';
import { RateLimit } from '../platform/http/rate-limit.guard.ts';
import { RequireStepUp } from '../platform/http/step-up.decorator.ts';
import { ApiGroup } from '../platform/http/openapi/api-group.decorator.ts';
import { ModerationService } from './moderation.service.ts';

const decisions = { name: 'moderation', limit: 300, windowSeconds: 60, by: 'user' } as const;

@Controller()
@ApiGroup('Moderation', 'Deciding about images that the screening holds back.')
export class ModerationController {
  constructor(private readonly moderation: ModerationService) {}

  @Endpoint(moderationEndpoints.uploads)
  uploads(
    @CurrentCaller() actor: Caller,
    @Query({ schema: ModerationQuery }) query: ModerationQuery,
  ): Promise<ModerationUploadPage> {
    return this.moderation.list(actor, query);
  }

  @Endpoint(moderationEndpoints.approve)
  @RateLimit(decisions)
  approve(
    @CurrentCaller() actor: Caller,
    @Param({ schema: UploadParams }) { id }: UploadParams,
    @RequestOrigin() origin: Origin,
  ): Promise<ModerationUpload> {
    return this.moderation.approve(id, { actor, origin });
  }

  @Endpoint(moderationEndpoints.remove)
  @RequireStepUp()
  @RateLimit(decisions)
  remove(
    @CurrentCaller() actor: Caller,
    @Param({ schema: UploadParams }) { id }: UploadParams,
    @Body({ schema: RemoveUploadRequest }) { reason }: RemoveUploadRequest,
    @RequestOrigin() origin: Origin,
  ): Promise<void> {
    return this.moderation.remove(id, reason, { actor, origin });
  }
}
