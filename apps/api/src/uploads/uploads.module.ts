import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.module.ts';
import { ImageProcessor } from './image-processor.service.ts';
import { IncomingFiles } from './incoming-files.service.ts';
import { PersonalUploads } from './personal-uploads.service.ts';
import { StoredObjects } from './stored-objects.service.ts';
import { SweepSchedule } from './sweep-schedule.ts';
import { UploadsSweeper } from './sweeper.service.ts';
import { UploadsController } from './uploads.controller.ts';
import { UploadsService } from './uploads.service.ts';

@Module({
  imports: [UsersModule],
  controllers: [UploadsController],
  providers: [
    UploadsService,
    UploadsSweeper,
    SweepSchedule,
    PersonalUploads,
    StoredObjects,
    ImageProcessor,
    IncomingFiles,
  ],
  exports: [UploadsService, UploadsSweeper],
})
export class UploadsModule {}
