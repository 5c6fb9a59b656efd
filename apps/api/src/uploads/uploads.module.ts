import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.module.ts';
import { ImageProcessor } from './image-processor.service.ts';
import { IncomingFiles } from './incoming-files.service.ts';
import { OwnUploads } from './own-uploads.service.ts';
import { PersonalUploads } from './personal-uploads.service.ts';
import { ResumableUploadsController } from './resumable/resumable-uploads.controller.ts';
import { resumableUploadsProviders } from './resumable/resumable-uploads.providers.ts';
import { ReceivingPlaces } from './receiving-places.service.ts';
import { ObjectCopies } from './screening/object-copies.service.ts';
import { ReclaimJob } from './screening/reclaim.job.ts';
import { ScreeningService } from './screening/screening.service.ts';
import { ShownAvatar } from './screening/shown-avatar.service.ts';
import { VerdictsService } from './screening/verdicts.service.ts';
import { StorageQuotaService } from './storage-quota.service.ts';
import { StoredObjects } from './stored-objects.service.ts';
import { SweepSchedule } from './sweep-schedule.ts';
import { OrphanedPictures } from './orphaned-pictures.service.ts';
import { SweepPermission } from './sweep-permission.service.ts';
import { UploadsSweeper } from './sweeper.service.ts';
import { UploadAddresses } from './upload-addresses.service.ts';
import { UploadRemoval } from './upload-removal.service.ts';
import { UploadsController } from './uploads.controller.ts';
import { UploadsService } from './uploads.service.ts';

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
