import { Module } from '@nestjs/common';
import { EmailsModule } from '../emails/index.ts';
import { NoticesService } from './notices.service.ts';
import { RetentionService } from './retention.service.ts';
import { SecurityEventsController } from './security-events.controller.ts';
import { SecurityEventsService } from './security-events.service.ts';

/** Security events of an account: recorded, shown, sent to its owner, and deleted after a time. */
@Module({
  imports: [EmailsModule],
  controllers: [SecurityEventsController],
  providers: [NoticesService, RetentionService, SecurityEventsService],
  exports: [NoticesService, SecurityEventsService],
})
export class ActivityModule {}
