import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { includingDeleted } from '../platform/database/soft-delete.ts';
import { type PersonalArchive, PersonalDataService } from './personal-data.service.ts';

/** Exports the data in the account's own row. */
@Injectable()
export class ProfileExportService implements OnModuleInit {
  constructor(
    private readonly prisma: PrismaService,
    private readonly personalData: PersonalDataService,
  ) {}

  onModuleInit(): void {
    this.personalData.register({ exportTo: (archive, userId) => this.exportTo(archive, userId) });
  }

  /** Omits the data for verifying the password. */
  private async exportTo(archive: PersonalArchive, userId: string): Promise<void> {
    const profile = await this.prisma.user.findUnique({
      where: { id: userId, ...includingDeleted },
      omit: { passwordHash: true, usernameKey: true, authGeneration: true },
    });
    archive.addDocument('profile', profile, ['User']);
  }
}
