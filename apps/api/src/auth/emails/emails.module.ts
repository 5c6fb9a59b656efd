import { Module } from '@nestjs/common';
import { AccountLinksService } from './account-links.service.ts';

/** Emails to accounts, and the links in them. */
@Module({
  providers: [AccountLinksService],
  exports: [AccountLinksService],
})
export class EmailsModule {}
