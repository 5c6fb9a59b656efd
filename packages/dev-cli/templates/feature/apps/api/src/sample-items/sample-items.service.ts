import { Injectable } from '@nestjs/common';
import type {
  CreateSampleItemRequest,
  SampleItem,
  SampleItemPage,
  SampleItemsQuery,
  UpdateSampleItemRequest,
} from '@pixelboxx/shared/features/sample-items';
import type { SampleItem as SampleItemRow } from '../generated/prisma/client.ts';
import { latestFirst, paginate } from '../platform/database/pagination.ts';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { AppError } from '../platform/errors/app-error.ts';

/** A user's own sample items; those of other users are treated as not found. */
@Injectable()
export class SampleItemsService {
  constructor(private readonly prisma: PrismaService) {}

  /**
   * The latest first.
   * @throws AppError VALIDATION_ERROR for an invalid cursor.
   */
  async list(userId: string, page: SampleItemsQuery): Promise<SampleItemPage> {
    const { rows, nextCursor } = await paginate(page, latestFirst, ({ after, ...query }) =>
      this.prisma.sampleItem.findMany({ where: { userId, ...after }, ...query }),
    );
    return { items: rows.map(sampleItemOf), nextCursor };
  }

  async create(userId: string, { title, text }: CreateSampleItemRequest): Promise<SampleItem> {
    return sampleItemOf(await this.prisma.sampleItem.create({ data: { userId, title, text } }));
  }

  /** @throws AppError NOT_FOUND */
  async find(userId: string, id: string): Promise<SampleItem> {
    return required(await this.prisma.sampleItem.findFirst({ where: { id, userId } }));
  }

  /**
   * Uses one statement, so that nothing can change between finding and updating.
   * @throws AppError NOT_FOUND
   */
  async update(userId: string, id: string, { title, text }: UpdateSampleItemRequest): Promise<SampleItem> {
    const data = { ...(title !== undefined && { title }), ...(text !== undefined && { text }) };
    const [row] = await this.prisma.sampleItem.updateManyAndReturn({ where: { id, userId }, data });
    return required(row);
  }

  /** @throws AppError NOT_FOUND */
  async remove(userId: string, id: string): Promise<void> {
    const { count } = await this.prisma.sampleItem.deleteMany({ where: { id, userId } });
    if (count === 0) throw new AppError('NOT_FOUND');
  }
}

function required(row: SampleItemRow | null | undefined): SampleItem {
  if (!row) throw new AppError('NOT_FOUND');
  return sampleItemOf(row);
}

function sampleItemOf({ id, title, text, createdAt, updatedAt }: SampleItemRow): SampleItem {
  return { id, title, text, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
}
