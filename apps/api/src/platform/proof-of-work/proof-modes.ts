import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { ProofMode } from '@pixelboxx/shared';
import type { Prisma } from '../../generated/prisma/client.ts';
import { Broadcasts } from '../broadcasts/broadcasts.ts';
import type { Config } from '../config/config.ts';
import { InjectConfig } from '../config/config.module.ts';
import { PrismaService } from '../database/prisma.service.ts';
import { InvalidationFeed } from '../invalidation/invalidation-feed.ts';
import { InjectLogger, type Logger } from '../observability/logger.ts';
import { ReplicatedCache } from '../redis/replicated-cache.ts';

/** In the settings table. */
const settingName = 'proof-mode';

/** What an administrator chose, and when; null while the configuration applies. */
export interface ChosenMode {
  readonly mode: ProofMode | null;
  readonly chosenAt: Date | null;
}

/** When a proof of work is required: configured, and changeable at run time for all replicas within a second. */
@Injectable()
export class ProofModes implements OnModuleInit, OnApplicationShutdown {
  private readonly cache: ReplicatedCache<ChosenMode>;
  /** While Postgres is down, the last known mode stays in effect. */
  private lastKnown: ProofMode | null = null;
  private isUnknown = false;

  constructor(
    private readonly prisma: PrismaService,
    broadcasts: Broadcasts,
    feed: InvalidationFeed,
    @InjectConfig() private readonly config: Config,
    @InjectLogger() private readonly logger: Logger,
  ) {
    this.cache = new ReplicatedCache(
      {
        publish: () => broadcasts.publish('setting.changed', { name: settingName }),
        subscribe: (listener) => broadcasts.subscribe('setting.changed', ({ name }) => listener(name)),
      },
      feed,
      { name: 'setting', ttlMs: 60_000, maxEntries: 1, load: () => this.load() },
    );
  }

  async onModuleInit(): Promise<void> {
    await this.cache.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.cache.stop();
  }

  /** The mode in effect. Never fails. */
  async current(): Promise<ProofMode> {
    try {
      this.lastKnown = (await this.cache.get(settingName))?.mode ?? null;
      this.isUnknown = false;
    } catch (error) {
      // One line per transition: an outage must not flood the log.
      if (!this.isUnknown) this.logger.warn({ event: 'abuse.mode.unknown', err: error });
      this.isUnknown = true;
    }
    return this.lastKnown ?? this.config.abuse.proof;
  }

  /** As stored in the database. */
  chosen(): Promise<ChosenMode> {
    return this.load();
  }

  /** Null resets the choice. Call `announce` after the commit. */
  async choose(tx: Prisma.TransactionClient, mode: ProofMode | null, chosenAt: Date): Promise<void> {
    const where = { id: settingName };
    if (mode === null) await tx.setting.deleteMany({ where });
    else
      await tx.setting.upsert({
        where,
        create: { ...where, value: mode, chosenAt },
        update: { value: mode, chosenAt },
      });
  }

  announce(): Promise<void> {
    return this.cache.invalidate(settingName);
  }

  private async load(): Promise<ChosenMode> {
    const row = await this.prisma.setting.findUnique({ where: { id: settingName } });
    const mode = ProofMode.safeParse(row?.value);
    // A later release may know more modes.
    return row && mode.success ? { mode: mode.data, chosenAt: row.chosenAt } : { mode: null, chosenAt: null };
  }
}
