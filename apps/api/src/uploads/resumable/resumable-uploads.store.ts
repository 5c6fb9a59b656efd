import { Injectable } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import type { Prisma, ResumableUpload, UploadVisibility } from '../../generated/prisma/client.ts';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { AppError } from '../../platform/errors/app-error.ts';

export const lifetimeMs = 24 * 60 * 60 * 1000;

/** Bounds how much one user can have in partial uploads: this many times the largest file. */
const maxUnfinished = 20;

/** Whether it has become an image, or never will. */
export function isOver({ uploadId, failure }: Pick<ResumableUpload, 'uploadId' | 'failure'>): boolean {
  return uploadId !== null || failure !== null;
}

/**
 * How many of the stored bytes a client is told have arrived. The last byte counts only once the image is stored:
 * until then any tus client sends it again, and so gets the outcome of the file, whatever broke in between.
 */
export function acceptedOf(row: Pick<ResumableUpload, 'length' | 'uploadId' | 'failure'>, kept: number): number {
  if (row.uploadId !== null) return row.length;
  return Math.min(row.failure === null ? kept : row.length, row.length - 1);
}

export interface NewResumableUpload {
  readonly id: string;
  readonly userId: string;
  readonly visibility: UploadVisibility;
  /** Bytes of the whole file. */
  readonly length: number;
}

/** Where a listing of expired uploads goes on. */
export interface ExpiredUpload {
  readonly id: string;
  readonly expiresAt: Date;
}

/** The rows of resumable uploads. */
@Injectable()
export class ResumableUploadsStore {
  constructor(
    private readonly prisma: PrismaService,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError TOO_MANY_UPLOADS */
  async create(tx: Prisma.TransactionClient, upload: NewResumableUpload): Promise<ResumableUpload> {
    const now = this.clock.nowMs();
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`resumable/${upload.userId}`}, 0))`;
    const unfinished = { userId: upload.userId, uploadId: null, failure: null, expiresAt: { gt: new Date(now) } };
    if ((await tx.resumableUpload.count({ where: unfinished })) >= maxUnfinished) {
      throw new AppError('TOO_MANY_UPLOADS', { details: { limit: maxUnfinished } });
    }
    const dates = { createdAt: new Date(now), expiresAt: new Date(now + lifetimeMs) };
    return tx.resumableUpload.create({ data: { ...upload, ...dates } });
  }

  /** Uploads of other users do not exist here. @throws AppError NOT_FOUND, UPLOAD_EXPIRED */
  async require(userId: string, id: string): Promise<ResumableUpload> {
    const row = await this.prisma.resumableUpload.findFirst({ where: { id, userId } });
    if (!row) throw new AppError('NOT_FOUND');
    if (row.expiresAt.getTime() <= this.clock.nowMs()) throw new AppError('UPLOAD_EXPIRED');
    return row;
  }

  /** In the transaction that makes the image ready, so that one file becomes one image however often it is tried. */
  async markDone(tx: Prisma.TransactionClient, id: string, uploadId: string): Promise<void> {
    const { count } = await tx.resumableUpload.updateMany({
      where: { id, uploadId: null, failure: null },
      data: { uploadId },
    });
    if (count === 0) throw new AppError('UPLOAD_LOCKED', { details: { retryAfterSeconds: 1 } });
  }

  async markFailed(id: string, failure: string): Promise<void> {
    await this.prisma.resumableUpload.updateMany({ where: { id, uploadId: null }, data: { failure } });
  }

  async remove(id: string): Promise<void> {
    await this.prisma.resumableUpload.deleteMany({ where: { id } });
  }

  async idsOf(userId: string): Promise<string[]> {
    return (await this.prisma.resumableUpload.findMany({ where: { userId }, select: { id: true } })).map(idOf);
  }

  /** Those that expired before the moment with neither an image nor a failure. */
  countUnfinishedBefore(moment: Date): Promise<number> {
    return this.prisma.resumableUpload.count({ where: { expiresAt: { lt: moment }, uploadId: null, failure: null } });
  }

  /** Those that expired before the moment, in the order of their end, one batch at a time, after the given one. */
  async expiredBefore(moment: Date, after: ExpiredUpload | null, take: number): Promise<ExpiredUpload[]> {
    const later = after && {
      OR: [{ expiresAt: { gt: after.expiresAt } }, { expiresAt: after.expiresAt, id: { gt: after.id } }],
    };
    return this.prisma.resumableUpload.findMany({
      where: { expiresAt: { lt: moment, ...(after && { gte: after.expiresAt }) }, ...later },
      select: { id: true, expiresAt: true },
      orderBy: [{ expiresAt: 'asc' }, { id: 'asc' }],
      take,
    });
  }

  /** Which of the ids have no row. */
  async unknownAmong(ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const rows = await this.prisma.resumableUpload.findMany({ where: { id: { in: [...ids] } }, select: { id: true } });
    const known = new Set(rows.map(idOf));
    return ids.filter((id) => !known.has(id));
  }
}

function idOf({ id }: { id: string }): string {
  return id;
}
