import { Controller } from '@nestjs/common';
import {
  type CurrentUser,
  publicImageEndpoints,
  type PublicImagePage,
  type SignedUrl,
  type StorageQuota,
  type Upload,
  uploadEndpoints,
  type UploadPage,
  userEndpoints,
} from '@pixelboxx/shared';
import { Handle, Input, type InputOf } from '../../platform/http/contract/handle.decorator.ts';
import { ApiGroup } from '../../platform/http/openapi/api-group.decorator.ts';
import { OwnUploads } from './own-uploads.service.ts';
import { PublicImages } from './public-images.service.ts';
import { StorageQuotaService } from './storage-quota.service.ts';
import { UploadRemoval } from './upload-removal.service.ts';

@Controller()
@ApiGroup('Uploads', 'Images of the person who is signed in.')
export class LibraryController {
  constructor(
    private readonly own: OwnUploads,
    private readonly removal: UploadRemoval,
    private readonly quota: StorageQuotaService,
    private readonly shown: PublicImages,
  ) {}

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
  remove(
    @Input() { principal: { user }, params: { id }, ifMatch }: InputOf<typeof uploadEndpoints.remove>,
  ): Promise<void> {
    return this.removal.remove(user.id, id, ifMatch);
  }

  @Handle(publicImageEndpoints.list)
  publicImages(
    @Input() { params: { username }, query }: InputOf<typeof publicImageEndpoints.list>,
  ): Promise<PublicImagePage> {
    return this.shown.list(username, query);
  }

  @Handle(userEndpoints.removeAvatar)
  removeAvatar(@Input() { principal: { user } }: InputOf<typeof userEndpoints.removeAvatar>): Promise<CurrentUser> {
    return this.removal.removeAvatar(user.id);
  }
}
