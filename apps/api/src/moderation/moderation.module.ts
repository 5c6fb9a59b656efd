import { Module } from '@nestjs/common';
import { AccountModule } from '../account/account.module.ts';
import { ActivityModule } from '../auth/activity/index.ts';
import { UploadsModule } from '../uploads/uploads.module.ts';
import { ModerationController } from './moderation.controller.ts';
import { ModerationService } from './moderation.service.ts';

@Module({
  imports: [AccountModule, ActivityModule, UploadsModule],
  controllers: [ModerationController],
  providers: [ModerationService],
})
export class ModerationModule {}
