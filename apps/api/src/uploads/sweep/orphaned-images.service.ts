import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { parseObjectKey } from '../../platform/storage/object-key.ts';
import { ObjectStorage } from '../../platform/storage/object-storage.ts';
import type { ObjectsRef } from '../blobs/index.ts';

export interface OrphanSearch {
  /** In the store but unknown to the database. */
  readonly orphans: readonly ObjectsRef[];
  /** Images in the store, known or not. */
  readonly total: number;
}

/** Searches the store for images that belong to no upload. Changes nothing. */
@Injectable()
export class OrphanedImages {
  constructor(
    private readonly prisma: PrismaService,
    private readonly storage: ObjectStorage,
  ) {}

  /** @throws AppError if Postgres or the store is down. */
  async search(): Promise<OrphanSearch> {
    const orphans: ObjectsRef[] = [];
    let total = 0;
    let last = '';
    let cursor: string | null = null;
    do {
      const page = await this.storage.list('', cursor === null ? {} : { cursor });
      const images = imagesOf(page.objects.map(({ key }) => key)).filter((ref) => idOf(ref) !== last);
      last = idOf(images.at(-1)) || last;
      total += images.length;
      orphans.push(...(await this.unknown(images)));
      cursor = page.nextCursor;
    } while (cursor !== null);
    return { orphans, total };
  }

  private async unknown(images: readonly ObjectsRef[]): Promise<ObjectsRef[]> {
    const rows = await this.prisma.upload.findMany({
      // Deleted ones, too: an image about to be removed is known, and no sign of a foreign store.
      where: { contentHash: { in: images.map(({ contentHash }) => contentHash) }, deletedAt: {} },
      select: { storageVisibility: true, contentHash: true },
    });
    const known = new Set(rows.map(idOf));
    return images.filter((image) => !known.has(idOf(image)));
  }
}

function idOf(objects: ObjectsRef | undefined): string {
  return objects ? `${objects.storageVisibility}/${objects.contentHash}` : '';
}

/** Each image once. Leaves out foreign keys, in a bucket shared with others, and other features' files. */
function imagesOf(keys: readonly string[]): ObjectsRef[] {
  const images = new Map<string, ObjectsRef>();
  for (const key of keys) {
    const parsed = parseObjectKey(key);
    if (parsed?.contentType !== 'image/webp') continue;
    const storageVisibility = parsed.visibility === 'public' ? 'PUBLIC' : 'PRIVATE';
    images.set(`${storageVisibility}/${parsed.contentHash}`, { storageVisibility, contentHash: parsed.contentHash });
  }
  return [...images.values()];
}
