import { Module } from '@nestjs/common';
import { MultipartReceiver } from './multipart-receiver.service.ts';
import { ReceivingPlaces } from './receiving-places.service.ts';

/** Files on their way in. */
@Module({
  providers: [MultipartReceiver, ReceivingPlaces],
  exports: [MultipartReceiver, ReceivingPlaces],
})
export class IntakeModule {}
