/** Files made into images of ours. */
export type { ProcessedImage } from './image-pipeline.ts';
export { ImageProcessor } from './image-processor.service.ts';
export { ImagingModule } from './imaging.module.ts';
