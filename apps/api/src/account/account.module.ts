import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.ts';
import { UsersModule } from '../users/users.module.ts';
import { AccountController } from './account.controller.ts';
import { AccountAdminService } from './admin-actions/account-admin.service.ts';
import { AccountDeletionService } from './deletion/account-deletion.service.ts';
import { AccountPurgeService } from './deletion/account-purge.service.ts';
import { AccountExportService } from './export/account-export.service.ts';

/** What becomes of an account: deleting, restoring and exporting it, and what admins do to it. */
@Module({
  imports: [AuthModule, UsersModule],
  controllers: [AccountController],
  providers: [AccountDeletionService, AccountExportService, AccountPurgeService, AccountAdminService],
  exports: [AccountAdminService],
})
export class AccountModule {}
