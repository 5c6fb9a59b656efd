import { Global, Module } from '@nestjs/common';
import { Clock, SystemClock } from '@pixelboxx/node-kit';

@Global()
@Module({ providers: [{ provide: Clock, useClass: SystemClock }], exports: [Clock] })
export class ClockModule {}
