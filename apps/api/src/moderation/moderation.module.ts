import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.ts';
import { UploadsModule } from '../uploads/uploads.module.ts';
import { ModerationController } from './moderation.controller.ts';
import { ModerationService } from './moderation.service.ts';

@Module({ imports: [AuthModule, UploadsModule], controllers: [ModerationController], providers: [ModerationService] })
export class ModerationModule {}
