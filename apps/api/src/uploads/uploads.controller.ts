import { Controller, Req } from '@nestjs/common';
import { type CurrentUser, type Upload, uploadEndpoints, userEndpoints } from '@pixelboxx/shared';
import type { FastifyRequest } from 'fastify';
import { type Caller, CurrentCaller } from '../platform/http/caller.ts';
import { Endpoint } from '../platform/http/endpoint.decorator.ts';
import { RateLimit } from '../platform/http/rate-limit.guard.ts';
import { IncomingFiles } from './incoming-files.service.ts';
import { UploadsService } from './uploads.service.ts';

@Controller()
export class UploadsController {
  constructor(
    private readonly incoming: IncomingFiles,
    private readonly uploads: UploadsService,
  ) {}

  @Endpoint(uploadEndpoints.avatar)
  @RateLimit({ name: 'upload', limit: 120, windowSeconds: 3600, by: 'user' })
  avatar(@CurrentCaller() caller: Caller, @Req() request: FastifyRequest): Promise<Upload> {
    return this.incoming.withFile(request.raw, uploadEndpoints.avatar.file, (path) =>
      this.uploads.createAvatar(caller.user.id, path),
    );
  }

  @Endpoint(userEndpoints.removeAvatar)
  @RateLimit({ name: 'upload', limit: 120, windowSeconds: 3600, by: 'user' })
  removeAvatar(@CurrentCaller() caller: Caller): Promise<CurrentUser> {
    return this.uploads.removeAvatar(caller.user.id);
  }
}
