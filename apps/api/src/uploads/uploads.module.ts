import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.module.ts';
import { ImageProcessor } from './imaging/image-processor.service.ts';
import { MultipartReceiver } from './intake/multipart-receiver.service.ts';
import { OwnUploads } from './library/own-uploads.service.ts';
import { PersonalUploads } from './library/personal-uploads.service.ts';
import { ResumableUploadsController } from './resumable/resumable-uploads.controller.ts';
import { resumableUploadsProviders } from './resumable/resumable-uploads.providers.ts';
import { ReceivingPlaces } from './intake/receiving-places.service.ts';
import { ObjectCopies } from './blobs/object-copies.service.ts';
import { GarbageCollectJob } from './blobs/garbage-collect.job.ts';
import { ScreeningService } from './screening/screening.service.ts';
import { AvatarPublication } from './screening/avatar-publication.service.ts';
import { ModerationDecisionsService } from './screening/moderation-decisions.service.ts';
import { StorageQuotaService } from './library/storage-quota.service.ts';
import { ImageBlobs } from './blobs/image-blobs.service.ts';
import { SweepSchedule } from './blobs/sweep-schedule.ts';
import { OrphanedImages } from './blobs/orphaned-images.service.ts';
import { SweepPermission } from './blobs/sweep-permission.service.ts';
import { UploadsSweeper } from './blobs/sweeper.service.ts';
import { UploadUrls } from './library/upload-urls.service.ts';
import { UploadRemoval } from './library/upload-removal.service.ts';
import { UploadsController } from './uploads.controller.ts';
import { UploadsService } from './library/uploads.service.ts';

@Module({
  imports: [UsersModule],
  controllers: [UploadsController, ResumableUploadsController],
  providers: [
    UploadsService,
    UploadRemoval,
    UploadUrls,
    OwnUploads,
    StorageQuotaService,
    OrphanedImages,
    SweepPermission,
    UploadsSweeper,
    SweepSchedule,
    PersonalUploads,
    ImageBlobs,
    ImageProcessor,
    MultipartReceiver,
    ReceivingPlaces,
    ScreeningService,
    ModerationDecisionsService,
    AvatarPublication,
    ObjectCopies,
    GarbageCollectJob,
    ...resumableUploadsProviders,
  ],
  exports: [UploadsService, UploadRemoval, UploadUrls, UploadsSweeper, ModerationDecisionsService],
})
export class UploadsModule {}
