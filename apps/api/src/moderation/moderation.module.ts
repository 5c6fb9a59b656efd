import { Module } from '@nestjs/common';
import { AccountModule } from '../account/account.module.ts';
import { AuthModule } from '../auth/auth.module.ts';
import { UploadsModule } from '../uploads/uploads.module.ts';
import { ModerationController } from './moderation.controller.ts';
import { ModerationService } from './moderation.service.ts';

@Module({
  imports: [AccountModule, AuthModule, UploadsModule],
  controllers: [ModerationController],
  providers: [ModerationService],
})
export class ModerationModule {}
