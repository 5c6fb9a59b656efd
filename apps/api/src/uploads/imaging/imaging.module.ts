import { Module } from '@nestjs/common';
import { ImageProcessor } from './image-processor.service.ts';

/** Files made into images of ours. */
@Module({
  providers: [ImageProcessor],
  exports: [ImageProcessor],
})
export class ImagingModule {}
