import { Controller, Req } from '@nestjs/common';
import { type Upload, uploadEndpoints } from '@pixelboxx/shared';
import type { FastifyRequest } from 'fastify';
import { Handle, Input, type InputOf } from '../../platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../../platform/http/openapi/api-group.decorator.ts';
import { MultipartReceiver } from '../intake/index.ts';
import { StorageQuotaService } from '../library/index.ts';
import type { WhenReady } from './upload-promotion.service.ts';
import { UploadsService } from './uploads.service.ts';

@Controller()
@ApiGroup('Uploads', 'Images of the person who is signed in.')
export class UploadsController {
  constructor(
    private readonly incoming: MultipartReceiver,
    private readonly uploads: UploadsService,
    private readonly quota: StorageQuotaService,
  ) {}

  @Handle(uploadEndpoints.avatar)
  avatar(
    @Input() { principal: { user } }: InputOf<typeof uploadEndpoints.avatar>,
    @Req() request: FastifyRequest,
  ): Promise<Upload> {
    return this.incoming.withFile(request, uploadEndpoints.avatar, (path) =>
      this.uploads.createAvatar(user.id, path, rememberFor(request)),
    );
  }

  @Handle(uploadEndpoints.image)
  async image(
    @Input() { principal: { user } }: InputOf<typeof uploadEndpoints.image>,
    @Req() request: FastifyRequest,
  ): Promise<Upload> {
    // What was stored before and is only asked for again needs no room.
    if (request.idempotency?.isAnswered !== true) await this.quota.assertRoom(user.id);
    return this.incoming.withFile(request, uploadEndpoints.image, (path, { visibility }) =>
      this.uploads.createImage(user.id, path, visibility === 'public' ? 'PUBLIC' : 'PRIVATE', rememberFor(request)),
    );
  }
}

/** A retry after a crash must find either no upload or its response. */
function rememberFor(request: FastifyRequest): WhenReady {
  return (tx, upload) => request.idempotency?.remember(tx, upload) ?? Promise.resolve();
}
