import { Controller, Req } from '@nestjs/common';
import { type Upload, uploadEndpoints } from '@pixelboxx/shared';
import type { FastifyRequest } from 'fastify';
import { Handle, Input, type InputOf } from '../../platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../../platform/http/openapi/api-group.decorator.ts';
import { MultipartReceiver } from '../intake/index.ts';
import { StorageQuotaService } from '../library/index.ts';
import { AvatarFromImage } from './avatar-from-image.service.ts';
import { UploadsService } from './uploads.service.ts';

@Controller()
@ApiGroup('Uploads', 'Images of the person who is signed in.')
export class UploadsController {
  constructor(
    private readonly receiver: MultipartReceiver,
    private readonly uploads: UploadsService,
    private readonly quota: StorageQuotaService,
    private readonly avatars: AvatarFromImage,
  ) {}

  @Handle(uploadEndpoints.avatar)
  async avatar(
    @Input() { principal }: InputOf<typeof uploadEndpoints.avatar>,
    @Req() request: FastifyRequest,
  ): Promise<Upload> {
    const { user } = principal;
    const { idempotency } = request;
    const file = await this.receiver.receive(request.raw, { principal, ip: request.ip }, uploadEndpoints.avatar, {
      fingerprint: idempotency !== undefined,
    });
    try {
      await idempotency?.confirm(file.fingerprint);
      return await this.uploads.createAvatar(user.id, file.path, { lease: idempotency?.lease });
    } finally {
      await file.remove();
    }
  }

  @Handle(uploadEndpoints.useAsAvatar)
  useAsAvatar(
    @Input() { principal: { user }, params: { id } }: InputOf<typeof uploadEndpoints.useAsAvatar>,
    @Req() { idempotency }: FastifyRequest,
  ): Promise<Upload> {
    return this.avatars.create(user.id, id, { lease: idempotency?.lease });
  }

  @Handle(uploadEndpoints.image)
  async image(
    @Input() { principal }: InputOf<typeof uploadEndpoints.image>,
    @Req() request: FastifyRequest,
  ): Promise<Upload> {
    const { user } = principal;
    const { idempotency } = request;
    // A repeated request whose upload is already stored needs no room.
    if (idempotency?.isAnswered !== true) await this.quota.assertRoom(user.id);
    const file = await this.receiver.receive(request.raw, { principal, ip: request.ip }, uploadEndpoints.image, {
      fingerprint: idempotency !== undefined,
    });
    try {
      await idempotency?.confirm(file.fingerprint);
      const visibility = file.fields.visibility === 'public' ? 'PUBLIC' : 'PRIVATE';
      return await this.uploads.createImage(user.id, file.path, visibility, { lease: idempotency?.lease });
    } finally {
      await file.remove();
    }
  }
}
