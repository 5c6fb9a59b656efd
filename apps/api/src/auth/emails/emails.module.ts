import { Module } from '@nestjs/common';
import { AccountLinksService } from './account-links.service.ts';

/** What accounts are mailed, and the links in it. */
@Module({
  providers: [AccountLinksService],
  exports: [AccountLinksService],
})
export class EmailsModule {}
