import { Global, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.ts';
import { ClamAvScanner } from './clamav-scanner.ts';
import { NoVirusScanner } from './no-virus-scanner.ts';
import { VirusScanner } from './virus-scanner.ts';

@Global()
@Module({
  providers: [
    {
      provide: VirusScanner,
      useFactory: ({ clamav }: Config) => (clamav ? new ClamAvScanner(clamav) : new NoVirusScanner()),
      inject: [CONFIG],
    },
  ],
  exports: [VirusScanner],
})
export class VirusScanModule {}
