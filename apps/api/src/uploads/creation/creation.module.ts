import { Module } from '@nestjs/common';
import { UsersModule } from '../../users/index.ts';
import { BlobsModule } from '../blobs/index.ts';
import { ImagingModule } from '../imaging/index.ts';
import { IntakeModule } from '../intake/index.ts';
import { LibraryModule } from '../library/index.ts';
import { ScreeningModule } from '../screening/index.ts';
import { AvatarFromElsewhere } from './avatar-from-elsewhere.service.ts';
import { AvatarFromImage } from './avatar-from-image.service.ts';
import { PendingUploads } from './pending-uploads.service.ts';
import { UploadPromotion } from './upload-promotion.service.ts';
import { UploadsController } from './uploads.controller.ts';
import { UploadsService } from './uploads.service.ts';

/** Files become uploads. */
@Module({
  imports: [BlobsModule, ImagingModule, IntakeModule, LibraryModule, ScreeningModule, UsersModule],
  controllers: [UploadsController],
  providers: [AvatarFromElsewhere, AvatarFromImage, PendingUploads, UploadPromotion, UploadsService],
  exports: [AvatarFromElsewhere, UploadsService],
})
export class CreationModule {}
