import { Module, type OnModuleInit } from '@nestjs/common';
import { DataExportService } from './data-export.service.ts';
import { PersonalDataService } from './personal-data.service.ts';
import { ProfileExportService } from './profile-export.service.ts';
import { ReservedNames } from './reserved-names.service.ts';
import { UserLifecycle } from './user-lifecycle.service.ts';
import { UserSnapshotsService } from './user-snapshots.service.ts';
import { UsersController } from './users.controller.ts';
import { UsersService } from './users.service.ts';

@Module({
  controllers: [UsersController],
  providers: [
    UsersService,
    UserSnapshotsService,
    PersonalDataService,
    ProfileExportService,
    DataExportService,
    ReservedNames,
    UserLifecycle,
  ],
  exports: [UsersService, UserSnapshotsService, PersonalDataService, DataExportService, ReservedNames, UserLifecycle],
})
export class UsersModule implements OnModuleInit {
  constructor(private readonly names: ReservedNames) {}

  /** The path of profiles. */
  onModuleInit(): void {
    this.names.reserve('u');
  }
}
