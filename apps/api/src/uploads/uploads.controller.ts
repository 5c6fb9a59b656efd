import { Controller, Req } from '@nestjs/common';
import {
  type CurrentUser,
  type SignedUrl,
  type StorageQuota,
  type Upload,
  uploadEndpoints,
  type UploadPage,
  userEndpoints,
} from '@pixelboxx/shared';
import type { FastifyRequest } from 'fastify';
import { Handle, Input, type InputOf } from '../platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../platform/http/openapi/api-group.decorator.ts';
import { MultipartReceiver } from './intake/multipart-receiver.service.ts';
import { OwnUploads } from './library/own-uploads.service.ts';
import { StorageQuotaService } from './library/storage-quota.service.ts';
import { UploadRemoval } from './library/upload-removal.service.ts';
import type { WhenReady } from './creation/upload-promotion.service.ts';
import { UploadsService } from './creation/uploads.service.ts';

@Controller()
@ApiGroup('Uploads', 'Images of the person who is signed in.')
export class UploadsController {
  constructor(
    private readonly incoming: MultipartReceiver,
    private readonly uploads: UploadsService,
    private readonly removal: UploadRemoval,
    private readonly own: OwnUploads,
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

  @Handle(userEndpoints.removeAvatar)
  removeAvatar(@Input() { principal: { user } }: InputOf<typeof userEndpoints.removeAvatar>): Promise<CurrentUser> {
    return this.removal.removeAvatar(user.id);
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

  @Handle(uploadEndpoints.list)
  list(@Input() { principal: { user }, query }: InputOf<typeof uploadEndpoints.list>): Promise<UploadPage> {
    return this.own.list(user.id, query);
  }

  @Handle(uploadEndpoints.quota)
  storageQuota(@Input() { principal: { user } }: InputOf<typeof uploadEndpoints.quota>): Promise<StorageQuota> {
    return this.quota.of(user.id);
  }

  @Handle(uploadEndpoints.get)
  get(@Input() { principal: { user }, params: { id } }: InputOf<typeof uploadEndpoints.get>): Promise<Upload> {
    return this.own.find(user.id, id);
  }

  @Handle(uploadEndpoints.url)
  url(
    @Input() { principal: { user }, params: { id }, query: { variant } }: InputOf<typeof uploadEndpoints.url>,
  ): Promise<SignedUrl> {
    return this.own.signedUrl(user.id, id, variant);
  }

  @Handle(uploadEndpoints.remove)
  remove(@Input() { principal: { user }, params: { id } }: InputOf<typeof uploadEndpoints.remove>): Promise<void> {
    return this.removal.remove(user.id, id);
  }
}

/** A retry after a crash must find either no upload or its response. */
function rememberFor(request: FastifyRequest): WhenReady {
  return (tx, upload) => request.idempotency?.remember(tx, upload) ?? Promise.resolve();
}
