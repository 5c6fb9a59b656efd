import { Module } from '@nestjs/common';
import { AccountModule } from '../account/account.module.ts';
import { AuthModule } from '../auth/auth.module.ts';
import { AdminUsersService } from './admin-users.service.ts';
import { AdminController } from './admin.controller.ts';

@Module({ imports: [AccountModule, AuthModule], controllers: [AdminController], providers: [AdminUsersService] })
export class AdminModule {}
