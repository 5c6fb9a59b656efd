import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { EventBus } from '../platform/events/event-bus.ts';
import { EventOutbox } from '../platform/events/event-outbox.ts';

/**
 * Says that albums are others when an image in them is: by a decision, or by its owner, what is seen of an album changes while
 * nobody touches the album. Whoever shows albums, on a page that is open or from a cache, need not know what is in which.
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

  /** Said again, it is as true. An image that is gone is in no album: `upload.deleted` tells of that. */
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
