import { Module } from '@nestjs/common';
import { LibraryModule } from '../library/index.ts';
import { ScreeningModule } from '../screening/index.ts';
import { EditingController } from './editing.controller.ts';
import { UploadChanges } from './upload-changes.service.ts';
import { UploadPublication } from './upload-publication.service.ts';
import { UploadReferences } from './upload-references.service.ts';

/** What owners change about their uploads: visibility and texts; and which uploads features show. */
@Module({
  imports: [LibraryModule, ScreeningModule],
  controllers: [EditingController],
  providers: [UploadChanges, UploadPublication, UploadReferences],
  exports: [UploadReferences],
})
export class EditingModule {}
