import { Module } from '@nestjs/common';
import { AccountModule } from '../account/index.ts';
import { ActivityModule } from '../auth/activity/index.ts';
import { LibraryModule } from '../uploads/library/index.ts';
import { ScreeningModule } from '../uploads/screening/index.ts';
import { ModerationController } from './moderation.controller.ts';
import { ModerationService } from './moderation.service.ts';

@Module({
  imports: [AccountModule, ActivityModule, LibraryModule, ScreeningModule],
  controllers: [ModerationController],
  providers: [ModerationService],
})
export class ModerationModule {}
