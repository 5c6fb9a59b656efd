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
import { SweepSchedule } from './sweep/sweep-schedule.ts';
import { OrphanedImages } from './sweep/orphaned-images.service.ts';
import { SweepPermission } from './sweep/sweep-permission.service.ts';
import { UploadsSweeper } from './sweep/sweeper.service.ts';
import { UploadUrls } from './library/upload-urls.service.ts';
import { UploadRemoval } from './library/upload-removal.service.ts';
import { PendingUploads } from './creation/pending-uploads.service.ts';
import { UploadPromotion } from './creation/upload-promotion.service.ts';
import { DecisionRecord } from './screening/decision-record.service.ts';
import { DeadUploads } from './sweep/dead-uploads.service.ts';
import { UnfinishedFiles } from './sweep/unfinished-files.service.ts';
import { UploadsController } from './uploads.controller.ts';
import { UploadsService } from './creation/uploads.service.ts';

@Module({
  imports: [UsersModule],
  controllers: [UploadsController, ResumableUploadsController],
  providers: [
    PendingUploads,
    UploadPromotion,
    UploadsService,
    UploadRemoval,
    UploadUrls,
    OwnUploads,
    StorageQuotaService,
    OrphanedImages,
    SweepPermission,
    DeadUploads,
    UnfinishedFiles,
    UploadsSweeper,
    SweepSchedule,
    PersonalUploads,
    ImageBlobs,
    ImageProcessor,
    MultipartReceiver,
    ReceivingPlaces,
    ScreeningService,
    DecisionRecord,
    ModerationDecisionsService,
    AvatarPublication,
    ObjectCopies,
    GarbageCollectJob,
    ...resumableUploadsProviders,
  ],
  exports: [UploadsService, UploadRemoval, UploadUrls, UploadsSweeper, ModerationDecisionsService],
})
export class UploadsModule {}
