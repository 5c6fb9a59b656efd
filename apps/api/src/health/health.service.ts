import { Injectable } from '@nestjs/common';
import type { Readiness } from '@pixelboxx/shared';
import { AiService } from '../platform/ai/ai-service.ts';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { readSchemaState } from '../platform/database/schema-version.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { EventOutbox } from '../platform/events/event-outbox.ts';
import { Drain } from '../platform/http/server/drain.ts';
import { JobQueue } from '../platform/jobs/job-queue.ts';
import { MailService } from '../platform/mail/mail.service.ts';
import { KeyValueStore } from '../platform/redis/key-value-store.ts';
import { ObjectStorage } from '../platform/storage/object-storage.ts';
import { StorageInstallation } from '../platform/storage/storage-installation.ts';
import { VirusScanner } from '../platform/virus-scan/virus-scanner.ts';

/** How long a response is given again. */
const freshMs = 1_000;

/**
 * Only Postgres decides about readiness. The rest can be away without stopping the service; were it part of the
 * decision, one blip of Redis would take every replica out of rotation at once.
 */
@Injectable()
export class HealthService {
  private latest: { readonly readiness: Promise<Readiness>; readonly freshUntilMs: number } | undefined;

  constructor(
    private readonly prisma: PrismaService,
    private readonly store: KeyValueStore,
    private readonly storage: ObjectStorage,
    private readonly installation: StorageInstallation,
    private readonly virusScanner: VirusScanner,
    private readonly jobs: JobQueue,
    private readonly mail: MailService,
    private readonly events: EventOutbox,
    private readonly ai: AiService,
    private readonly drain: Drain,
  ) {}

  /**
   * Anybody may ask, as often as they like: it is worked out once a second, and once for all who ask meanwhile.
   * @throws AppError SERVICE_UNAVAILABLE while Postgres or its schema is not there, or the process is stopping.
   */
  async readiness(): Promise<Readiness> {
    if (this.drain.isDraining) throw notReady('The process is stopping.');
    if (this.latest && performance.now() < this.latest.freshUntilMs) return this.latest.readiness;
    const readiness = this.examine();
    this.latest = { readiness, freshUntilMs: Infinity };
    const settled = () => {
      this.latest = { readiness, freshUntilMs: performance.now() + freshMs };
    };
    void readiness.then(settled, settled);
    return readiness;
  }

  private async examine(): Promise<Readiness> {
    const [schema, degraded] = await Promise.all([this.schemaState(), this.degraded()]);
    if (schema === 'missing' || schema === 'behind')
      throw notReady(`The database schema is ${schema}; run the migrations.`);
    return { status: degraded.length > 0 ? 'degraded' : 'ok', degraded };
  }

  private async schemaState() {
    try {
      return await readSchemaState(this.prisma.pool);
    } catch (cause) {
      throw notReady('The database cannot be reached.', cause);
    }
  }

  private async degraded(): Promise<string[]> {
    const checks = {
      redis: this.store.isUp(),
      storage: this.storage.isUp(),
      // Images are stored and served; only nothing is removed until somebody has looked.
      'storage-sweep': this.installation.trouble === null,
      'virus-scanner': this.virusScanner.isUp(),
      jobs: this.jobs.isUp(),
      mail: this.mail.isUp(),
      events: this.events.isUp(),
      'ai-service': this.ai.isUp(),
    };
    const results = await Promise.all(
      Object.entries(checks).map(async ([name, up]) => ((await Promise.resolve(up).catch(() => false)) ? [] : [name])),
    );
    return results.flat();
  }
}

function notReady(message: string, cause?: unknown): AppError {
  return new AppError('SERVICE_UNAVAILABLE', { message, details: { retryAfterSeconds: 2 }, cause });
}
