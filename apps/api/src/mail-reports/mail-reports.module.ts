import { Module } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import { AccountModule } from '../account/index.ts';
import { ActivityModule } from '../auth/activity/index.ts';
import { CONFIG, type Config } from '../platform/config/config.ts';
import { UsersModule } from '../users/index.ts';
import { MailReportsController } from './mail-reports.controller.ts';
import { MAIL_SENDER, MailReportsService } from './mail-reports.service.ts';
import { createSender } from './senders/create-sender.ts';
import { SuppressionUpkeep } from './suppression-upkeep.service.ts';
import { SuppressionsController } from './suppressions.controller.ts';
import { SuppressionsService } from './suppressions.service.ts';

/** Delivery reports for mail, and the addresses that get no more mail. */
@Module({
  imports: [AccountModule, ActivityModule, UsersModule],
  controllers: [MailReportsController, SuppressionsController],
  providers: [
    MailReportsService,
    SuppressionUpkeep,
    SuppressionsService,
    {
      provide: MAIL_SENDER,
      useFactory: ({ mail }: Config, clock: Clock) => createSender(mail.reports, clock),
      inject: [CONFIG, Clock],
    },
  ],
})
export class MailReportsModule {}
