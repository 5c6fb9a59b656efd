import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { EventBus } from '../platform/events/event-bus.ts';
import { EventOutbox } from '../platform/events/event-outbox.ts';

/**
 * Announces that albums have changed when an image in them has: a decision or the owner can change what is visible in
 * an album that nobody edits. Code that shows albums, on an open page or from a cache, then need not know which album
 * contains which image.
 */
@Injectable()
export class AlbumUpkeep implements OnModuleInit {
  constructor(
    private readonly prisma: PrismaService,
    private readonly bus: EventBus,
    private readonly events: EventOutbox,
  ) {}

  onModuleInit(): void {
    for (const subject of ['upload.updated', 'upload.approved', 'upload.flagged'] as const) {
      const name = `albums-${subject.replace('.', '-')}`;
      this.bus.subscribe(subject, name, ({ data }) => this.announce(data.userId, data.uploadId));
    }
  }

  /** Safe to repeat. A deleted image is in no album any more: `upload.deleted` announces that. */
  private async announce(userId: string, uploadId: string): Promise<void> {
    const places = await this.prisma.albumImage.findMany({
      where: { uploadId },
      select: { albumId: true },
      orderBy: { albumId: 'asc' },
    });
    if (places.length === 0) return;
    await this.prisma.transact(async (tx) => {
      for (const { albumId } of places) {
        const data = { userId, albumId };
        await this.events.publish(tx, { subject: 'album.updated', aggregateId: userId, data });
      }
    });
  }
}
