import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.module.ts';
import { ImageProcessor } from './imaging/image-processor.service.ts';
import { IncomingFiles } from './intake/multipart-receiver.service.ts';
import { OwnUploads } from './library/own-uploads.service.ts';
import { PersonalUploads } from './library/personal-uploads.service.ts';
import { ResumableUploadsController } from './resumable/resumable-uploads.controller.ts';
import { resumableUploadsProviders } from './resumable/resumable-uploads.providers.ts';
import { ReceivingPlaces } from './intake/receiving-places.service.ts';
import { ObjectCopies } from './blobs/object-copies.service.ts';
import { ReclaimJob } from './blobs/garbage-collect.job.ts';
import { ScreeningService } from './screening/screening.service.ts';
import { ShownAvatar } from './screening/avatar-publication.service.ts';
import { VerdictsService } from './screening/moderation-decisions.service.ts';
import { StorageQuotaService } from './library/storage-quota.service.ts';
import { StoredObjects } from './blobs/image-blobs.service.ts';
import { SweepSchedule } from './blobs/sweep-schedule.ts';
import { OrphanedPictures } from './blobs/orphaned-images.service.ts';
import { SweepPermission } from './blobs/sweep-permission.service.ts';
import { UploadsSweeper } from './blobs/sweeper.service.ts';
import { UploadAddresses } from './library/upload-urls.service.ts';
import { UploadRemoval } from './library/upload-removal.service.ts';
import { UploadsController } from './uploads.controller.ts';
import { UploadsService } from './library/uploads.service.ts';

@Module({
  imports: [UsersModule],
  controllers: [UploadsController, ResumableUploadsController],
  providers: [
    UploadsService,
    UploadRemoval,
    UploadAddresses,
    OwnUploads,
    StorageQuotaService,
    OrphanedPictures,
    SweepPermission,
    UploadsSweeper,
    SweepSchedule,
    PersonalUploads,
    StoredObjects,
    ImageProcessor,
    IncomingFiles,
    ReceivingPlaces,
    ScreeningService,
    VerdictsService,
    ShownAvatar,
    ObjectCopies,
    ReclaimJob,
    ...resumableUploadsProviders,
  ],
  exports: [UploadsService, UploadRemoval, UploadAddresses, UploadsSweeper, VerdictsService],
})
export class UploadsModule {}
