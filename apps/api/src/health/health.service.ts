import { Injectable } from '@nestjs/common';
import type { Readiness } from '@pixelboxx/shared';
import { PrismaService } from '../platform/database/prisma.service.ts';
import { readSchemaState } from '../platform/database/schema-version.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { Drain } from '../platform/http/server/drain.ts';
import { type HealthCheck, InjectHealthChecks } from './health-checks.ts';

/** How long a result is reused. */
const freshMs = 1_000;

/**
 * Only Postgres decides readiness. The other dependencies can be unavailable without stopping the service; if they took
 * part in the decision, one blip of Redis would take every replica out of rotation at once.
 */
@Injectable()
export class HealthService {
  private latest: { readonly readiness: Promise<Readiness>; readonly freshUntilMs: number } | undefined;

  constructor(
    private readonly prisma: PrismaService,
    @InjectHealthChecks() private readonly checks: readonly HealthCheck[],
    private readonly drain: Drain,
  ) {}

  /**
   * Anybody can call it, at any rate: the result is computed once a second, and concurrent callers share one
   * computation.
   * @throws AppError SERVICE_UNAVAILABLE while Postgres or its schema is missing, or the process is stopping.
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
    const results = await Promise.all(
      this.checks.map(async ({ name, isUp }) => ((await isUp().catch(() => false)) ? [] : [name])),
    );
    return results.flat();
  }
}

function notReady(message: string, cause?: unknown): AppError {
  return new AppError('SERVICE_UNAVAILABLE', { message, details: { retryAfterSeconds: 2 }, cause });
}
