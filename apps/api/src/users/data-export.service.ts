import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '@pixelboxx/node-kit';
import type { DataExport, DataExportDownload } from '@pixelboxx/shared';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { DataExport as DataExportRow, Prisma } from '../generated/prisma/client.ts';
import type { Config } from '../platform/config/config.ts';
import { InjectConfig } from '../platform/config/config.module.ts';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { uuidv7 } from '../platform/identifiers.ts';
import { defineJob, type JobRun } from '../platform/jobs/job-definition.ts';
import { JobQueue } from '../platform/jobs/job-queue.ts';
import { removeFilesOlderThan } from '../platform/storage/disk/durable-files.ts';
import { objectFolder } from '../platform/storage/object-key.ts';
import { maxSignedUrlSeconds, ObjectStorage } from '../platform/storage/object-storage.ts';
import { ZipArchive } from './personal-archive.ts';
import { PersonalDataService } from './personal-data.service.ts';

const buildSeconds = 900;

const buildExport = defineJob({
  name: 'users.build-export',
  schema: z.strictObject({ exportId: z.uuid(), userId: z.uuid() }),
  retry: { limit: 4, delaySeconds: 2, maxDelaySeconds: 60 },
  timeoutSeconds: buildSeconds,
});

const removeExports = defineJob({ name: 'users.remove-exports', schema: z.strictObject({}) });

const archiveLifetimeMs = 24 * 3_600_000;
const batchSize = 500;
/** For all attempts of the job together: an export pending for longer is lost, and can be requested again. */
const timeoutMs = 2 * 3_600_000;

/** Gives users everything that is stored about them (GDPR articles 15 and 20): a private ZIP that is kept for a day. */
@Injectable()
export class DataExportService implements OnModuleInit {
  /** Where archives are written, on this machine's disk. */
  private readonly directory: string;

  constructor(
    private readonly prisma: PrismaService,
    private readonly jobs: JobQueue,
    private readonly storage: ObjectStorage,
    private readonly personalData: PersonalDataService,
    private readonly clock: Clock,
    @InjectConfig() config: Config,
  ) {
    this.directory = join(config.dataDir, 'exports');
  }

  onModuleInit(): void {
    this.jobs.handle(buildExport, ({ exportId, userId }, run) => this.build(exportId, userId, run));
    this.jobs.handle(removeExports, () => this.removeExpired());
    this.jobs.schedule(removeExports, '37 * * * *');
    this.personalData.register({
      exportTo: () => Promise.resolve(),
      purge: (userId) => this.removeObjects({ userId }),
    });
  }

  /**
   * Begins an export in the transaction of the caller, who holds the account's lock. Returns false while one is being
   * built, which then continues. Replaces the previous archive.
   */
  async begin(tx: Prisma.TransactionClient, userId: string): Promise<boolean> {
    const current = await tx.dataExport.findUnique({ where: { userId } });
    if (current && statusOf(current, this.clock.nowMs()) === 'PENDING') return false;
    const fresh = {
      id: uuidv7(),
      status: 'PENDING',
      bytes: null,
      requestedAt: this.clock.now(),
      expiresAt: null,
    } as const;
    // The row keeps the previous archive's key until the new key replaces it: no object is ever without a row.
    await tx.dataExport.upsert({ where: { userId }, create: { userId, ...fresh }, update: fresh });
    await this.jobs.enqueue(tx, buildExport, { exportId: fresh.id, userId });
    return true;
  }

  /**
   * For an export that somebody else may have requested: a running one is abandoned, and a finished archive is removed
   * at once, with every URL that was handed out. Runs in the caller's transaction.
   */
  async withdraw(tx: Prisma.TransactionClient, userId: string): Promise<void> {
    const data = { status: 'FAILED', expiresAt: this.clock.now() } as const;
    const { count } = await tx.dataExport.updateMany({ where: { userId }, data });
    if (count > 0) await this.jobs.enqueue(tx, removeExports, {});
  }

  /** The state of the export, and the key of a finished archive. The caller decides who gets its URL. */
  async find(userId: string): Promise<{ readonly state: DataExport; readonly objectKey: string | null }> {
    const row = await this.prisma.dataExport.findUnique({ where: { userId } });
    const status = row ? statusOf(row, this.clock.nowMs()) : 'NONE';
    if (!row || status === 'NONE') return { state: { status: 'NONE' }, objectKey: null };
    const requestedAt = row.requestedAt.toISOString();
    if (status !== 'READY' || row.objectKey === null || row.expiresAt === null)
      return { state: { status, requestedAt }, objectKey: null };
    const state = { status, requestedAt, expiresAt: row.expiresAt.toISOString(), bytes: row.bytes ?? 0 };
    return { state, objectKey: row.objectKey };
  }

  /** Returns a fresh signed URL with each call. @throws AppError NOT_FOUND when no archive is ready. */
  async download(userId: string): Promise<DataExportDownload> {
    const { objectKey } = await this.find(userId);
    if (objectKey === null) throw new AppError('NOT_FOUND');
    return this.sign(objectKey);
  }

  /** Returns a fresh URL of the archive, even if it is removed meanwhile: the URL then leads nowhere. */
  async sign(objectKey: string): Promise<DataExportDownload> {
    const signed = await this.storage.signedUrl(objectKey, { expiresInSeconds: maxSignedUrlSeconds });
    return { url: signed.url, expiresAt: signed.expiresAt.toISOString() };
  }

  private async build(exportId: string, userId: string, { isLastAttempt }: JobRun): Promise<void> {
    const row = await this.prisma.dataExport.findUnique({ where: { id: exportId } });
    // A newer request replaced it, or its account is gone.
    if (row?.status !== 'PENDING') return;
    const path = await this.temporaryPath();
    try {
      await this.write(userId, path);
      await this.publish(row, path);
    } catch (error) {
      if (isLastAttempt) {
        await this.prisma.dataExport.updateMany({ where: { id: exportId }, data: { status: 'FAILED' } });
      }
      throw error;
    } finally {
      await rm(path, { force: true });
    }
  }

  private async write(userId: string, path: string): Promise<void> {
    const archive = new ZipArchive(path);
    try {
      await this.personalData.exportTo(archive, userId);
      await archive.finish();
    } catch (error) {
      await archive.abandon();
      throw error;
    }
  }

  /** The row names the object before it exists, so a crash in between leaves no object that cannot be found. */
  private async publish({ id, objectKey: previous }: DataExportRow, path: string): Promise<void> {
    const { size } = await stat(path);
    if (previous !== null) await this.storage.delete([previous]);
    // Unguessable, although it is reachable only with a signature.
    const objectKey = `${objectFolder('private', randomBytes(32).toString('hex'))}export.zip`;
    const where = { id, status: 'PENDING', objectKey: previous } as const;
    const named = await this.prisma.dataExport.updateMany({ where, data: { objectKey } });
    if (named.count === 0) return;
    await this.storage.put(objectKey, { path, size }, { contentType: 'application/zip', visibility: 'private' });
    const expiresAt = new Date(this.clock.nowMs() + archiveLifetimeMs);
    const ready = await this.prisma.dataExport.updateMany({
      where: { id, status: 'PENDING', objectKey },
      data: { status: 'READY', bytes: size, expiresAt },
    });
    if (ready.count === 0) await this.storage.delete([objectKey]);
  }

  /** Removes expired archives, lost requests, and files that a killed process left on this machine's disk. */
  async removeExpired(): Promise<void> {
    const lostSince = new Date(this.clock.nowMs() - timeoutMs);
    await removeFilesOlderThan(this.directory, lostSince, { dryRun: false });
    // Two statements, since each has an index of its own.
    await this.removeObjects({ expiresAt: { lte: this.clock.now() } });
    await this.removeObjects({ status: { in: ['PENDING', 'FAILED'] }, requestedAt: { lte: lostSince } });
  }

  private async removeObjects(where: Prisma.DataExportWhereInput): Promise<void> {
    for (;;) {
      const found = await this.prisma.dataExport.findMany({ where, take: batchSize });
      for (const { id, objectKey } of found) {
        if (objectKey !== null) await this.storage.delete([objectKey]);
        // Unless it has become another export meanwhile.
        await this.prisma.dataExport.deleteMany({ where: { id, objectKey } });
      }
      if (found.length < batchSize) return;
    }
  }

  private async temporaryPath(): Promise<string> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    return join(this.directory, `${randomUUID()}.zip`);
  }
}

function statusOf({ status, expiresAt, requestedAt }: DataExportRow, nowMs: number): DataExport['status'] {
  if (status === 'PENDING') return nowMs - requestedAt.getTime() > timeoutMs ? 'FAILED' : 'PENDING';
  if (status === 'READY' && (expiresAt === null || expiresAt.getTime() <= nowMs)) return 'NONE';
  return status;
}
