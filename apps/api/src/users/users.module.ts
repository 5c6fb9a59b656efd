import { Module } from '@nestjs/common';
import { DataExportService } from './data-export.service.ts';
import { PersonalDataService } from './personal-data.service.ts';
import { ProfileExportService } from './profile-export.service.ts';
import { UserSnapshotsService } from './user-snapshots.service.ts';
import { UsersController } from './users.controller.ts';
import { UsersService } from './users.service.ts';

@Module({
  controllers: [UsersController],
  providers: [UsersService, UserSnapshotsService, PersonalDataService, ProfileExportService, DataExportService],
  exports: [UsersService, UserSnapshotsService, PersonalDataService, DataExportService],
})
export class UsersModule {}
