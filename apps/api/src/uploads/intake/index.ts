/** Receives files. */
export { type Bring, FileCollector } from './file-collector.service.ts';
export { IntakeModule } from './intake.module.ts';
export { type MinRate, requireMinRate } from './min-rate.ts';
export { MultipartReceiver } from './multipart-receiver.service.ts';
export { ReceivingPlaces, type Sender } from './receiving-places.service.ts';
