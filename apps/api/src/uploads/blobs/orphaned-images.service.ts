import { Injectable } from '@nestjs/common';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { parseObjectKey } from '../../platform/storage/object-key.ts';
import { ObjectStorage } from '../../platform/storage/object-storage.ts';
import type { ObjectsRef } from './image-blobs.service.ts';

export interface OrphanSearch {
  /** In the store and unknown to the database. */
  readonly orphans: readonly ObjectsRef[];
  /** Pictures in the store, known or not. */
  readonly total: number;
}

/** Looks for pictures in the store that no upload knows. Changes nothing. */
@Injectable()
export class OrphanedPictures {
  constructor(
    private readonly prisma: PrismaService,
    private readonly storage: ObjectStorage,
  ) {}

  /** @throws AppError when Postgres or the store is away. */
  async search(): Promise<OrphanSearch> {
    const orphans: ObjectsRef[] = [];
    let total = 0;
    let last = '';
    let cursor: string | null = null;
    do {
      const page = await this.storage.list('', cursor === null ? {} : { cursor });
      const pictures = picturesOf(page.objects.map(({ key }) => key)).filter((ref) => idOf(ref) !== last);
      last = idOf(pictures.at(-1)) || last;
      total += pictures.length;
      orphans.push(...(await this.unknown(pictures)));
      cursor = page.nextCursor;
    } while (cursor !== null);
    return { orphans, total };
  }

  private async unknown(pictures: readonly ObjectsRef[]): Promise<ObjectsRef[]> {
    const rows = await this.prisma.upload.findMany({
      // Deleted ones, too: what is on its way out is known, and no sign of a store that is not ours.
      where: { contentHash: { in: pictures.map(({ contentHash }) => contentHash) }, deletedAt: {} },
      select: { servedAs: true, contentHash: true },
    });
    const known = new Set(rows.map(idOf));
    return pictures.filter((picture) => !known.has(idOf(picture)));
  }
}

function idOf(objects: ObjectsRef | undefined): string {
  return objects ? `${objects.servedAs}/${objects.contentHash}` : '';
}

/** Each picture once. Keys that are not ours, in a bucket shared with others, and other features' files are left alone. */
function picturesOf(keys: readonly string[]): ObjectsRef[] {
  const pictures = new Map<string, ObjectsRef>();
  for (const key of keys) {
    const parsed = parseObjectKey(key);
    if (parsed?.contentType !== 'image/webp') continue;
    const servedAs = parsed.visibility === 'public' ? 'PUBLIC' : 'PRIVATE';
    pictures.set(`${servedAs}/${parsed.contentHash}`, { servedAs, contentHash: parsed.contentHash });
  }
  return [...pictures.values()];
}
