import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { type PersonalArchive, PersonalDataService } from '../../users/index.ts';

/** Exports a user's linked accounts for their archive. The rows are deleted with the user's row. */
@Injectable()
export class IdentityExportService implements OnModuleInit {
  constructor(
    private readonly prisma: PrismaService,
    private readonly personalData: PersonalDataService,
  ) {}

  onModuleInit(): void {
    this.personalData.register({ exportTo: (archive, userId) => this.exportTo(archive, userId) });
  }

  private async exportTo(archive: PersonalArchive, userId: string): Promise<void> {
    const identities = await this.prisma.identity.findMany({
      where: { userId },
      omit: { userId: true },
      orderBy: { id: 'asc' },
    });
    archive.addDocument('linked-accounts', identities, ['Identity']);
  }
}
