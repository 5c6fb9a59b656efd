import { Module } from '@nestjs/common';
import { AccountModule } from '../account/index.ts';
import { ActivityModule } from '../auth/activity/index.ts';
import { LockoutModule } from '../auth/lockout/index.ts';
import { AdminUsersService } from './admin-users.service.ts';
import { AdminController } from './admin.controller.ts';

@Module({
  imports: [AccountModule, ActivityModule, LockoutModule],
  controllers: [AdminController],
  providers: [AdminUsersService],
})
export class AdminModule {}
