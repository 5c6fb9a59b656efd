/** Files on their way in. */
export { IntakeModule } from './intake.module.ts';
export { type MinRate, requireMinRate } from './min-rate.ts';
export { type Bring, MultipartReceiver } from './multipart-receiver.service.ts';
export { ReceivingPlaces, type Sender } from './receiving-places.service.ts';
