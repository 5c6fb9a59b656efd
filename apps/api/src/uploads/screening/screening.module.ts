import { Module } from '@nestjs/common';
import { UsersModule } from '../../users/index.ts';
import { BlobsModule } from '../blobs/index.ts';
import { LibraryModule } from '../library/index.ts';
import { AvatarPublication } from './avatar-publication.service.ts';
import { DecisionRecord } from './decision-record.service.ts';
import { ModerationDecisionsService } from './moderation-decisions.service.ts';
import { ScreeningService } from './screening.service.ts';
import { UploadMove } from './upload-move.service.ts';

/** Whether an image may be shown, decided by a model and by moderators. */
@Module({
  imports: [BlobsModule, LibraryModule, UsersModule],
  providers: [AvatarPublication, DecisionRecord, ModerationDecisionsService, ScreeningService, UploadMove],
  exports: [AvatarPublication, ModerationDecisionsService, ScreeningService, UploadMove],
})
export class ScreeningModule {}
