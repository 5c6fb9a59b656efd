import { Controller, Param, Query, Req } from '@nestjs/common';
import {
  type CurrentUser,
  SignedUrlQuery,
  type SignedUrl,
  type StorageQuota,
  type Upload,
  uploadEndpoints,
  type UploadPage,
  UploadParams,
  UploadsQuery,
  userEndpoints,
} from '@pixelboxx/shared';
import type { FastifyRequest } from 'fastify';
import { type Caller, CurrentCaller } from '../platform/http/caller.ts';
import { Endpoint } from '../platform/http/endpoint.decorator.ts';
import { RateLimit } from '../platform/http/rate-limit.guard.ts';
import { ApiGroup } from '../platform/http/openapi/api-group.decorator.ts';
import { IncomingFiles } from './incoming-files.service.ts';
import { OwnUploads } from './own-uploads.service.ts';
import { StorageQuotaService } from './storage-quota.service.ts';
import { UploadRemoval } from './upload-removal.service.ts';
import { UploadsService, type WhenReady } from './uploads.service.ts';

@Controller()
@ApiGroup('Uploads', 'Images of the person who is signed in.')
export class UploadsController {
  constructor(
    private readonly incoming: IncomingFiles,
    private readonly uploads: UploadsService,
    private readonly removal: UploadRemoval,
    private readonly own: OwnUploads,
    private readonly quota: StorageQuotaService,
  ) {}

  @Endpoint(uploadEndpoints.avatar)
  @RateLimit({ name: 'upload', limit: 120, windowSeconds: 3600, by: 'user' })
  avatar(@CurrentCaller() { user }: Caller, @Req() request: FastifyRequest): Promise<Upload> {
    return this.incoming.withFile(request, uploadEndpoints.avatar, (path) =>
      this.uploads.createAvatar(user.id, path, rememberFor(request)),
    );
  }

  @Endpoint(userEndpoints.removeAvatar)
  @RateLimit({ name: 'upload', limit: 120, windowSeconds: 3600, by: 'user' })
  removeAvatar(@CurrentCaller() { user }: Caller): Promise<CurrentUser> {
    return this.removal.removeAvatar(user.id);
  }

  @Endpoint(uploadEndpoints.image)
  @RateLimit({ name: 'upload-image', limit: 600, windowSeconds: 3600, by: 'user' })
  async image(@CurrentCaller() { user }: Caller, @Req() request: FastifyRequest): Promise<Upload> {
    // What was stored before and is only asked for again needs no room.
    if (request.idempotency?.isAnswered !== true) await this.uploads.assertRoom(user.id);
    return this.incoming.withFile(request, uploadEndpoints.image, (path, { visibility }) =>
      this.uploads.createImage(user.id, path, visibility === 'public' ? 'PUBLIC' : 'PRIVATE', rememberFor(request)),
    );
  }

  @Endpoint(uploadEndpoints.list)
  list(@CurrentCaller() { user }: Caller, @Query({ schema: UploadsQuery }) query: UploadsQuery): Promise<UploadPage> {
    return this.own.list(user.id, query);
  }

  @Endpoint(uploadEndpoints.quota)
  storageQuota(@CurrentCaller() { user }: Caller): Promise<StorageQuota> {
    return this.quota.of(user.id);
  }

  @Endpoint(uploadEndpoints.get)
  get(@CurrentCaller() { user }: Caller, @Param({ schema: UploadParams }) { id }: UploadParams): Promise<Upload> {
    return this.own.find(user.id, id);
  }

  @Endpoint(uploadEndpoints.url)
  url(
    @CurrentCaller() { user }: Caller,
    @Param({ schema: UploadParams }) { id }: UploadParams,
    @Query({ schema: SignedUrlQuery }) { variant }: SignedUrlQuery,
  ): Promise<SignedUrl> {
    return this.own.signedUrl(user.id, id, variant);
  }

  @Endpoint(uploadEndpoints.remove)
  @RateLimit({ name: 'upload-remove', limit: 1200, windowSeconds: 3600, by: 'user' })
  remove(@CurrentCaller() { user }: Caller, @Param({ schema: UploadParams }) { id }: UploadParams): Promise<void> {
    return this.removal.remove(user.id, id);
  }
}

/** A retry after a crash must find either no upload or its answer. */
function rememberFor(request: FastifyRequest): WhenReady {
  return (tx, upload) => request.idempotency?.remember(tx, upload) ?? Promise.resolve();
}
