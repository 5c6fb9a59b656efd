import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { type PersonalArchive, PersonalDataService } from '../users/index.ts';
import { shownToOwner } from './album-contents.service.ts';

/** Exports albums for the archive of everything stored about a user. The rows are deleted with the user's row. */
@Injectable()
export class PersonalAlbums implements OnModuleInit {
  constructor(
    private readonly prisma: PrismaService,
    private readonly personalData: PersonalDataService,
  ) {}

  onModuleInit(): void {
    this.personalData.register({ exportTo: (archive, userId) => this.exportTo(archive, userId) });
  }

  private async exportTo(archive: PersonalArchive, userId: string): Promise<void> {
    const rows = await this.prisma.album.findMany({
      where: { userId },
      orderBy: { createdAt: 'asc' },
      omit: { userId: true },
      include: {
        images: { where: { upload: shownToOwner }, orderBy: { position: 'asc' }, select: { uploadId: true } },
      },
    });
    // The images themselves are in the document of uploads.
    const albums = rows.map(({ images, ...album }) => ({
      ...album,
      uploadIds: images.map(({ uploadId }) => uploadId),
    }));
    archive.addDocument('albums', albums, ['Album', 'AlbumImage']);
  }
}
