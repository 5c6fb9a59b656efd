import { Module } from '@nestjs/common';
import { UsersModule } from '../../users/index.ts';
import { CreationModule } from '../creation/index.ts';
import { IntakeModule } from '../intake/index.ts';
import { LibraryModule } from '../library/index.ts';
import { PartReceiver } from './part-receiver.service.ts';
import { PartialUploadsSweeper } from './partial-uploads-sweep.service.ts';
import { ResumableUploadsController } from './resumable-uploads.controller.ts';
import { ResumableUploads } from './resumable-uploads.service.ts';
import { ResumableUploadsStore } from './resumable-uploads.store.ts';
import { TusDiscovery } from './tus-discovery.ts';
import { UploadCompletion } from './upload-completion.service.ts';
import { UploadLock } from './upload-lock.service.ts';

/** Files that arrive in parts, by tus 1.0. */
@Module({
  imports: [CreationModule, IntakeModule, LibraryModule, UsersModule],
  controllers: [ResumableUploadsController],
  providers: [
    PartReceiver,
    PartialUploadsSweeper,
    ResumableUploads,
    ResumableUploadsStore,
    TusDiscovery,
    UploadCompletion,
    UploadLock,
  ],
  exports: [PartialUploadsSweeper],
})
export class ResumableModule {}
