import { Module } from '@nestjs/common';
import { AccountModule } from '../account/index.ts';
import { ActivityModule } from '../auth/activity/index.ts';
import { LockoutModule } from '../auth/lockout/index.ts';
import { AuditExportService } from './audit/audit-export.service.ts';
import { AuditController } from './audit/audit.controller.ts';
import { AdminOverviewService } from './admin-overview.service.ts';
import { AdminUsersService } from './admin-users.service.ts';
import { AdminController } from './admin.controller.ts';
import { DeadEventsController } from './dead-events.controller.ts';
import { DeadEventsService } from './dead-events.service.ts';
import { ProofOfWorkAdminService } from './proof-of-work-admin.service.ts';
import { ProofOfWorkController } from './proof-of-work.controller.ts';

@Module({
  imports: [AccountModule, ActivityModule, LockoutModule],
  controllers: [AdminController, AuditController, DeadEventsController, ProofOfWorkController],
  providers: [AdminOverviewService, AdminUsersService, AuditExportService, DeadEventsService, ProofOfWorkAdminService],
})
export class AdminModule {}
