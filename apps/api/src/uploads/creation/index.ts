/** Files become uploads. */
export { AvatarFromElsewhere } from './avatar-from-elsewhere.service.ts';
export { CreationModule } from './creation.module.ts';
export { UploadsService } from './uploads.service.ts';
