import { Module, type OnModuleInit } from '@nestjs/common';
import { ActivityModule } from '../auth/activity/index.ts';
import { EmailsModule } from '../auth/emails/index.ts';
import { LockoutModule } from '../auth/lockout/index.ts';
import { PasswordsModule } from '../auth/passwords/index.ts';
import { ReauthenticationModule } from '../auth/reauthentication/index.ts';
import { SessionsModule } from '../auth/sessions/index.ts';
import { ReservedNames, UsersModule } from '../users/index.ts';
import { AccountController } from './account.controller.ts';
import { AccountAdminService } from './admin-actions/account-admin.service.ts';
import { AccountDeletionService } from './deletion/account-deletion.service.ts';
import { AccountPurgeService } from './deletion/account-purge.service.ts';
import { AccountRestorationService } from './deletion/account-restoration.service.ts';
import { DeletionNoticesService } from './deletion/deletion-notices.service.ts';
import { AccountExportService } from './export/account-export.service.ts';

/** The life of an account: deletion, restoration, export, and what admins do to it. */
@Module({
  imports: [
    ActivityModule,
    EmailsModule,
    LockoutModule,
    PasswordsModule,
    ReauthenticationModule,
    SessionsModule,
    UsersModule,
  ],
  controllers: [AccountController],
  providers: [
    AccountDeletionService,
    AccountExportService,
    AccountPurgeService,
    AccountRestorationService,
    AccountAdminService,
    DeletionNoticesService,
  ],
  exports: [AccountAdminService],
})
export class AccountModule implements OnModuleInit {
  constructor(private readonly names: ReservedNames) {}

  onModuleInit(): void {
    this.names.reserve('goodbye', 'restore-account');
  }
}
