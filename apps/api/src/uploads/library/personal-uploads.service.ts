import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { ObjectStorage } from '../../platform/storage/object-storage.ts';
import { type PersonalArchive, PersonalDataService } from '../../users/index.ts';
import { ImageBlobs, variantsOf } from '../blobs/index.ts';
import { UploadUrls } from './upload-urls.service.ts';
import { UploadRemoval } from './upload-removal.service.ts';
import { uploadOf } from './upload-view.ts';

/** A user's images, for the archive of all their data and for the deletion of their account. */
@Injectable()
export class PersonalUploads implements OnModuleInit {
  constructor(
    private readonly prisma: PrismaService,
    private readonly storage: ObjectStorage,
    private readonly objects: ImageBlobs,
    private readonly uploadUrls: UploadUrls,
    private readonly removal: UploadRemoval,
    private readonly personalData: PersonalDataService,
  ) {}

  onModuleInit(): void {
    this.personalData.register({
      exportTo: (archive, userId) => this.exportTo(archive, userId),
      purge: (userId) => this.removal.removeAllOf(userId),
    });
  }

  /** Each image in its largest size: the original files are not kept. */
  private async exportTo(archive: PersonalArchive, userId: string): Promise<void> {
    const rows = await this.prisma.upload.findMany({
      where: { userId, status: 'READY' },
      orderBy: { createdAt: 'asc' },
    });
    // A URL that expires in minutes is useless in an archive.
    const none = { urls: new Map<string, string>(), expireAt: null };
    const uploads = rows.map((row) => ({
      row,
      upload: uploadOf(
        row,
        variantsOf(row),
        row.storageVisibility === 'PUBLIC' ? this.uploadUrls.lastingOf(row) : none,
      ),
    }));
    archive.addDocument(
      'uploads',
      uploads.map(({ upload }) => upload),
      ['Upload'],
    );
    for (const { row, upload } of uploads) {
      const largest = upload.variants.at(-1);
      if (!largest) continue;
      const key = this.objects.keyOf(row, largest.name);
      archive.addFile(`uploads/${row.id}.webp`, async () => (await this.storage.get(key))?.body ?? null);
    }
  }
}
