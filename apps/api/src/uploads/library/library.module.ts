import { Module, type OnModuleInit } from '@nestjs/common';
import { ReservedNames, UsersModule } from '../../users/index.ts';
import { BlobsModule } from '../blobs/index.ts';
import { LibraryController } from './library.controller.ts';
import { OwnUploads } from './own-uploads.service.ts';
import { PersonalUploads } from './personal-uploads.service.ts';
import { PublicImages } from './public-images.service.ts';
import { StorageQuotaService } from './storage-quota.service.ts';
import { UploadRemoval } from './upload-removal.service.ts';
import { UploadUrls } from './upload-urls.service.ts';

/** Uploads from their owner's view: listed, addressed, counted, removed. */
@Module({
  imports: [BlobsModule, UsersModule],
  controllers: [LibraryController],
  providers: [OwnUploads, PersonalUploads, PublicImages, StorageQuotaService, UploadRemoval, UploadUrls],
  exports: [OwnUploads, PublicImages, StorageQuotaService, UploadRemoval, UploadUrls],
})
export class LibraryModule implements OnModuleInit {
  constructor(private readonly names: ReservedNames) {}

  onModuleInit(): void {
    this.names.reserve('gallery');
  }
}
