import { Module, type OnModuleInit } from '@nestjs/common';
import { MetricSources } from '../../platform/observability/metrics/metric-sources.ts';
import { MultipartReceiver } from './multipart-receiver.service.ts';
import { ReceivingPlaces } from './receiving-places.service.ts';

/** Files on their way in. */
@Module({
  providers: [MultipartReceiver, ReceivingPlaces],
  exports: [MultipartReceiver, ReceivingPlaces],
})
export class IntakeModule implements OnModuleInit {
  constructor(
    private readonly metrics: MetricSources,
    private readonly places: ReceivingPlaces,
  ) {}

  onModuleInit(): void {
    const help = 'Uploads whose bytes are arriving';
    this.metrics.add({ name: 'pixelboxx_arriving_uploads', help, read: () => this.places.taken });
  }
}
