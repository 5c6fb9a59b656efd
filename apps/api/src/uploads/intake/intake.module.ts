import { Module, type OnModuleInit } from '@nestjs/common';
import { join } from 'node:path';
import { CONFIG, type Config } from '../../platform/config/config.ts';
import { MetricSources } from '../../platform/observability/metrics/metric-sources.ts';
import { TemporaryFiles } from '../../platform/storage/disk/temporary-files.ts';
import { FileCollector } from './file-collector.service.ts';
import { MultipartReceiver } from './multipart-receiver.service.ts';
import { ReceivingPlaces } from './receiving-places.service.ts';

/** Receives files. */
@Module({
  providers: [
    FileCollector,
    MultipartReceiver,
    ReceivingPlaces,
    {
      provide: TemporaryFiles,
      useFactory: ({ dataDir }: Config) => new TemporaryFiles(join(dataDir, 'incoming')),
      inject: [CONFIG],
    },
  ],
  exports: [FileCollector, MultipartReceiver, ReceivingPlaces, TemporaryFiles],
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
