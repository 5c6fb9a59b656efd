import { Module } from '@nestjs/common';
import { SweepModule } from './sweep/index.ts';
import { ResumableModule } from './resumable/index.ts';
import { CreationModule } from './creation/index.ts';
import { EditingModule } from './editing/index.ts';
import { ScreeningModule } from './screening/index.ts';
import { LibraryModule } from './library/index.ts';
import { BlobsModule } from './blobs/index.ts';
import { ImagingModule } from './imaging/index.ts';
import { IntakeModule } from './intake/index.ts';

/** Table of contents: each room depends only on rooms below it. Every room has one public face, its `index.ts`. */
@Module({
  imports: [
    SweepModule,
    ResumableModule,
    CreationModule,
    EditingModule,
    ScreeningModule,
    LibraryModule,
    BlobsModule,
    ImagingModule,
    IntakeModule,
  ],
})
export class UploadsModule {}
