import { Injectable } from '@nestjs/common';
import { Prisma } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { EventOutbox } from '../../platform/events/event-outbox.ts';
import { noteInvalidation } from '../../platform/invalidation/note-invalidation.ts';
import { objectTopic } from '../../platform/storage/cache/object-cache.ts';
import { objectFolder, parseObjectKey, type ObjectVisibility } from '../../platform/storage/object-key.ts';
import { ObjectStorage } from '../../platform/storage/object-storage.ts';
import { variantsOf } from './stored-variants.ts';

/** The objects of one image, which any number of uploads may share. */
export interface ObjectsRef {
  readonly storageVisibility: 'PUBLIC' | 'PRIVATE';
  readonly contentHash: string;
}

/** One stored variant. */
export interface NamedBytes {
  readonly name: string;
  readonly bytes: Buffer;
}

/**
 * Objects are shared by content, so they may be removed only if nobody else is about to use them. The rule: rows are
 * inserted, and objects removed, only under a lock on the content; objects are put only after the insert. Thus a
 * removal either sees the row and leaves the objects, or ends before they are put again.
 */
@Injectable()
export class ImageBlobs {
  constructor(
    private readonly prisma: PrismaService,
    private readonly storage: ObjectStorage,
    private readonly events: EventOutbox,
  ) {}

  /** Held until the transaction ends. */
  async lock(tx: Prisma.TransactionClient, objects: ObjectsRef): Promise<void> {
    await tx.$executeRaw`SELECT ${this.locked(objects)}`;
  }

  /** The same as an SQL expression, for the statement that inserts the row. */
  locked(objects: ObjectsRef): Prisma.Sql {
    return Prisma.sql`pg_advisory_xact_lock(hashtextextended(${folderOf(objects)}, 0))`;
  }

  /** Resolves when all variants are stored, or rejects when no variant is being written any more. */
  async put(objects: ObjectsRef, variants: readonly NamedBytes[]): Promise<void> {
    const visibility = visibilityOf(objects);
    const puts = variants.map(({ name, bytes }) =>
      this.storage.put(this.keyOf(objects, name), bytes, { contentType: 'image/webp', visibility }),
    );
    for (const result of await Promise.allSettled(puts)) if (result.status === 'rejected') throw result.reason;
  }

  /**
   * Removes the objects unless a live upload uses them, and the rows of deleted uploads that did. Idempotent. The lock
   * is held during calls to the store, which the transaction's time limit bounds.
   * @returns how many objects were removed
   */
  collectGarbage(objects: ObjectsRef): Promise<number> {
    return this.prisma.$transaction(
      async (tx) => {
        await this.lock(tx, objects);
        const { storageVisibility, contentHash } = objects;
        const removed = (await this.isInUse(tx, objects)) ? null : await this.remove(objects);
        if (removed && storageVisibility === 'PUBLIC') await this.announce(tx, contentHash, removed);
        await tx.upload.deleteMany({ where: { storageVisibility, contentHash, deletedAt: { not: null } } });
        return removed?.length ?? 0;
      },
      { timeout: 25_000 },
    );
  }

  keyOf(objects: ObjectsRef, variant: string): string {
    return `${folderOf(objects)}${variant}.webp`;
  }

  /** The URL at which anybody can fetch the variant while it is public. */
  publicUrl(contentHash: string, variant: string): string {
    return this.storage.publicUrl(this.keyOf({ storageVisibility: 'PUBLIC', contentHash }, variant));
  }

  private async isInUse(
    tx: Prisma.TransactionClient,
    { storageVisibility, contentHash }: ObjectsRef,
  ): Promise<boolean> {
    return (await tx.upload.findFirst({ where: { storageVisibility, contentHash }, select: { id: true } })) !== null;
  }

  /** @returns the names of the variants that existed */
  private async remove(objects: ObjectsRef): Promise<string[]> {
    const { objects: found } = await this.storage.list(folderOf(objects));
    const keys = found.map(({ key }) => key);
    await this.storage.delete(keys);
    return keys.flatMap((key) => parseObjectKey(key)?.name ?? []);
  }

  /**
   * Announces that the image's public URLs lead nowhere any more. Also if no objects were found: an earlier attempt may
   * have removed them and failed before its commit. The image's rows then say what existed.
   */
  private async announce(tx: Prisma.TransactionClient, contentHash: string, removed: string[]): Promise<void> {
    await noteInvalidation(tx, objectTopic, contentHash);
    const rows = await tx.upload.findMany({ where: { contentHash, deletedAt: {} }, select: { variants: true } });
    const known = rows.flatMap((row) => variantsOf(row).map(({ name }) => name));
    const variants = [...new Set([...removed, ...known])].toSorted();
    if (variants.length === 0) return;
    const data = { contentHash, variants };
    await this.events.publish(tx, { subject: 'image.unpublished', aggregateId: contentHash, data });
  }
}

function visibilityOf({ storageVisibility }: ObjectsRef): ObjectVisibility {
  return storageVisibility === 'PUBLIC' ? 'public' : 'private';
}

function folderOf(objects: ObjectsRef): string {
  return objectFolder(visibilityOf(objects), objects.contentHash);
}
