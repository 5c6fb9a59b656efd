import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { PrismaService } from '../../platform/database/prisma.service.ts';
import { AppError } from '../../platform/errors/app-error.ts';

/** After this long without a sign of life, the holder of a lock counts as dead. */
const leaseMs = 15_000;
const signOfLifeMs = 1_000;
/** Longer than a live holder needs to notice that somebody waits, and to end. */
const timeoutMs = 6_000;
const pollMs = 100;

/**
 * Only one request at a time works on an upload, on any replica. A row in Postgres and not an advisory lock, which
 * would hold a connection for as long as a slow client sends. A waiting request asks the holder to end: the holder's
 * connection may be dead without anybody having noticed (tus 1.0, "Protocol", on half-open connections).
 */
@Injectable()
export class UploadLock {
  constructor(private readonly prisma: PrismaService) {}

  /**
   * @param onWanted called when another request waits for the lock, or when it was lost
   * @returns a function that releases the lock
   * @throws AppError UPLOAD_LOCKED if the holder does not end in time
   */
  async acquire(id: string, onWanted: () => void): Promise<() => Promise<void>> {
    const token = randomUUID();
    const deadline = performance.now() + timeoutMs;
    while (!(await this.take(id, token))) {
      if (performance.now() > deadline) throw new AppError('UPLOAD_LOCKED', { details: { retryAfterSeconds: 2 } });
      await this.ask(id);
      await sleep(pollMs);
    }
    const stop = this.showLife(id, token, onWanted);
    return async () => {
      stop();
      await this.prisma.resumableUpload.updateMany({
        where: { id, lockToken: token },
        data: { lockToken: null, lockedUntil: null, lockWanted: false },
      });
    };
  }

  /** Runs `work` under the lock. */
  async hold<Result>(id: string, work: () => Promise<Result>): Promise<Result> {
    const release = await this.acquire(id, () => undefined);
    try {
      return await work();
    } finally {
      await release();
    }
  }

  /** True also for an upload that is gone: the next step of the caller finds that out. The database's clock decides. */
  private async take(id: string, token: string): Promise<boolean> {
    const taken = await this.prisma.$executeRaw`
      UPDATE resumable_uploads
         SET lock_token = ${token}::uuid, locked_until = now() + ${leaseMs} * interval '1 millisecond', lock_wanted = false
       WHERE id = ${id}::uuid AND (locked_until IS NULL OR locked_until < now())`;
    return taken === 1 || (await this.prisma.resumableUpload.count({ where: { id } })) === 0;
  }

  private async ask(id: string): Promise<void> {
    await this.prisma.resumableUpload.updateMany({
      where: { id, lockToken: { not: null }, lockWanted: false },
      data: { lockWanted: true },
    });
  }

  private showLife(id: string, token: string, onWanted: () => void): () => void {
    const timer = setInterval(() => {
      void this.renew(id, token).then(
        (wanted) => {
          if (wanted) onWanted();
        },
        // The lease outlives a few failed renewals. If it ends, the next renewal reports that the lock was lost.
        () => undefined,
      );
    }, signOfLifeMs);
    return () => clearInterval(timer);
  }

  private async renew(id: string, token: string): Promise<boolean> {
    const rows = await this.prisma.$queryRaw<{ wanted: boolean }[]>`
      UPDATE resumable_uploads SET locked_until = now() + ${leaseMs} * interval '1 millisecond'
       WHERE id = ${id}::uuid AND lock_token = ${token}::uuid
      RETURNING lock_wanted AS wanted`;
    return rows[0]?.wanted ?? true;
  }
}
