import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { type PersonalArchive, PersonalDataService } from '../users/index.ts';

/** Adds the rows to the user's data export. They are deleted together with the user. */
@Injectable()
export class PersonalSampleItems implements OnModuleInit {
  constructor(
    private readonly prisma: PrismaService,
    private readonly personalData: PersonalDataService,
  ) {}

  onModuleInit(): void {
    this.personalData.register({ exportTo: (archive, userId) => this.exportTo(archive, userId) });
  }

  private async exportTo(archive: PersonalArchive, userId: string): Promise<void> {
    const rows = await this.prisma.sampleItem.findMany({
      where: { userId },
      orderBy: { createdAt: 'asc' },
      omit: { userId: true },
    });
    archive.addDocument('sample-items', rows, ['SampleItem']);
  }
}
