/** The objects of images: stored once for equal content, copied, garbage collected. */
export { BlobsModule } from './blobs.module.ts';
export { garbageCollectJob, garbageCollectPayload } from './garbage-collect.job.ts';
export { ImageBlobs, type NamedBytes, type ObjectsRef } from './image-blobs.service.ts';
export { ObjectCopies, ObjectsMissing } from './object-copies.service.ts';
export { staleSince } from './retention.ts';
export { type StoredVariant, variantsOf } from './stored-variants.ts';
