/** Files become uploads. */
export { CreationModule } from './creation.module.ts';
export { UploadsService } from './uploads.service.ts';
