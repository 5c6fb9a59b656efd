/** What other features can use of users. */
export { lockAccount, lockAnyAccount, lockPrincipal, type SessionOwner } from './account-lock.ts';
export { DataExportService } from './data-export.service.ts';
export { deletionGraceMs, suspectPeriodMs } from './deletion-grace.ts';
export { type PersonalArchive, PersonalDataService } from './personal-data.service.ts';
export { ReservedNames } from './reserved-names.service.ts';
export { type Unlisten, UserLifecycle } from './user-lifecycle.service.ts';
export { type CurrentUserRow, currentUserOf } from './current-user.ts';
export { UserSnapshotsService } from './user-snapshots.service.ts';
export { UsersModule } from './users.module.ts';
export { type PreparedUser, UsersService, type VisibleUser } from './users.service.ts';
