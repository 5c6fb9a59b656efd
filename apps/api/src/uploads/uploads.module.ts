import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.module.ts';
import { ImageProcessor } from './image-processor.service.ts';
import { IncomingFiles } from './incoming-files.service.ts';
import { StoredObjects } from './stored-objects.service.ts';
import { UploadsSweeper } from './sweeper.service.ts';
import { UploadsController } from './uploads.controller.ts';
import { UploadsService } from './uploads.service.ts';

@Module({
  imports: [UsersModule],
  controllers: [UploadsController],
  providers: [UploadsService, UploadsSweeper, StoredObjects, ImageProcessor, IncomingFiles],
  exports: [UploadsService, UploadsSweeper],
})
export class UploadsModule {}
