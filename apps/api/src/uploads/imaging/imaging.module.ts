import { Module, type OnModuleInit } from '@nestjs/common';
import { MetricSources } from '../../platform/observability/metrics/metric-sources.ts';
import { ImageProcessor } from './image-processor.service.ts';

/** Files made into images of ours. */
@Module({
  providers: [ImageProcessor],
  exports: [ImageProcessor],
})
export class ImagingModule implements OnModuleInit {
  constructor(
    private readonly metrics: MetricSources,
    private readonly processor: ImageProcessor,
  ) {}

  onModuleInit(): void {
    const help = 'Images being decoded, and those that wait';
    this.metrics.add({ name: 'pixelboxx_image_decodings', help, label: 'state', read: () => this.processor.load });
  }
}
