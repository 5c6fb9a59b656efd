import { Module } from '@nestjs/common';
import { BlobsModule } from '../blobs/index.ts';
import { IntakeModule } from '../intake/index.ts';
import { ResumableModule } from '../resumable/index.ts';
import { DeadUploads } from './dead-uploads.service.ts';
import { OrphanedImages } from './orphaned-images.service.ts';
import { SweepPermission } from './sweep-permission.service.ts';
import { SweepSchedule } from './sweep-schedule.ts';
import { UploadsSweeper } from './sweeper.service.ts';
import { UnfinishedFiles } from './unfinished-files.service.ts';

/** Finds what interrupted uploads and removals left behind. */
@Module({
  imports: [BlobsModule, IntakeModule, ResumableModule],
  providers: [DeadUploads, OrphanedImages, SweepPermission, SweepSchedule, UnfinishedFiles, UploadsSweeper],
  exports: [UploadsSweeper],
})
export class SweepModule {}
