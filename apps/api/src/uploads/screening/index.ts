/** Whether an image may be shown, decided by a model and by moderators. */
export { AvatarPublication } from './avatar-publication.service.ts';
export { ModerationDecisionsService } from './moderation-decisions.service.ts';
export { ScreeningModule } from './screening.module.ts';
export { ScreeningService } from './screening.service.ts';
export { asItWas, Superseded, UploadMove } from './upload-move.service.ts';
