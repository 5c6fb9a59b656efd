import { Module } from '@nestjs/common';
import { CdnPurge } from './cdn-purge.service.ts';
import { GarbageCollectJob } from './garbage-collect.job.ts';
import { ImageBlobs } from './image-blobs.service.ts';
import { ObjectCopies } from './object-copies.service.ts';

/** The objects of images: stored once for equal content, copied, garbage collected. */
@Module({
  providers: [CdnPurge, GarbageCollectJob, ImageBlobs, ObjectCopies],
  exports: [ImageBlobs, ObjectCopies],
})
export class BlobsModule {}
