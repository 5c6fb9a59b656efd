import { Module } from '@nestjs/common';
import { UserSnapshotsService } from './user-snapshots.service.ts';
import { UsersController } from './users.controller.ts';
import { UsersService } from './users.service.ts';

@Module({
  controllers: [UsersController],
  providers: [UsersService, UserSnapshotsService],
  exports: [UsersService, UserSnapshotsService],
})
export class UsersModule {}
