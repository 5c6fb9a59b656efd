import { Injectable } from '@nestjs/common';
import type { Prisma } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { objectFolder, type ObjectVisibility } from '../../platform/storage/object-key.ts';
import { ObjectStorage } from '../../platform/storage/object-storage.ts';

/** The objects of one image, which any number of uploads may share. */
export interface ObjectsRef {
  readonly servedAs: 'PUBLIC' | 'PRIVATE';
  readonly contentHash: string;
}

/** One variant, as it is stored. */
export interface NamedBytes {
  readonly name: string;
  readonly bytes: Buffer;
}

/**
 * Objects are shared by content, so who removes them must know that nobody else is about to use them. The rule: a row
 * is inserted, and objects are removed, only under a lock on the content; objects are put only after the insert. Thus a
 * removal either sees the row and leaves the objects, or is over before they are put again.
 */
@Injectable()
export class ImageBlobs {
  constructor(
    private readonly prisma: PrismaService,
    private readonly storage: ObjectStorage,
  ) {}

  /** Held until the transaction ends. */
  async lock(tx: Prisma.TransactionClient, objects: ObjectsRef): Promise<void> {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${folderOf(objects)}, 0))`;
  }

  /** Resolves once all variants are stored, or rejects once none is being written any more. */
  async put(objects: ObjectsRef, variants: readonly NamedBytes[]): Promise<void> {
    const visibility = visibilityOf(objects);
    const puts = variants.map(({ name, bytes }) =>
      this.storage.put(this.keyOf(objects, name), bytes, { contentType: 'image/webp', visibility }),
    );
    for (const result of await Promise.allSettled(puts)) if (result.status === 'rejected') throw result.reason;
  }

  /**
   * Removes the objects unless a live upload uses them, and the rows of deleted uploads that did. Idempotent. The lock
   * is held while the store is spoken to, which the time limit of the transaction bounds.
   * @returns how many objects were removed
   */
  collectGarbage(objects: ObjectsRef): Promise<number> {
    return this.prisma.$transaction(
      async (tx) => {
        await this.lock(tx, objects);
        const { servedAs, contentHash } = objects;
        const removed = (await this.isInUse(tx, objects)) ? 0 : await this.remove(objects);
        await tx.upload.deleteMany({ where: { servedAs, contentHash, deletedAt: { not: null } } });
        return removed;
      },
      { timeout: 25_000 },
    );
  }

  keyOf(objects: ObjectsRef, variant: string): string {
    return `${folderOf(objects)}${variant}.webp`;
  }

  private async isInUse(tx: Prisma.TransactionClient, { servedAs, contentHash }: ObjectsRef): Promise<boolean> {
    return (await tx.upload.findFirst({ where: { servedAs, contentHash }, select: { id: true } })) !== null;
  }

  private async remove(objects: ObjectsRef): Promise<number> {
    const { objects: found } = await this.storage.list(folderOf(objects));
    await this.storage.delete(found.map(({ key }) => key));
    return found.length;
  }
}

function visibilityOf({ servedAs }: ObjectsRef): ObjectVisibility {
  return servedAs === 'PUBLIC' ? 'public' : 'private';
}

function folderOf(objects: ObjectsRef): string {
  return objectFolder(visibilityOf(objects), objects.contentHash);
}
