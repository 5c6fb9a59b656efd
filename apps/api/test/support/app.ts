import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Redis } from 'ioredis';
import 'reflect-metadata';
import { createApp } from '../../src/app.ts';
import { CONFIG, type Config } from '../../src/platform/config/config.ts';
import { PrismaService } from '../../src/platform/database/prisma.service.ts';
import { Browser } from './clients/browser.ts';
import { testConfig, testRedisUrl } from './config.ts';
import { createTestDatabase } from './database/database.ts';

/** A complete api with its own port and database. */
export interface RunningApp {
  readonly app: NestFastifyApplication;
  readonly prisma: PrismaService;
  readonly baseUrl: string;
  readonly databaseUrl: string;
  /** The folder of its files. */
  readonly dataDir: string;
  /** A new client with an empty cookie jar. */
  browser(): Browser;
  stop(): Promise<void>;
}

/** Like another process of the same service: a separate app and pool with the same database and settings. */
export async function startReplica(
  settings: Record<string, string | undefined>,
): Promise<Omit<RunningApp, 'databaseUrl'>> {
  const app = await createApp(testConfig(settings));
  await app.listen(0, '127.0.0.1');
  const baseUrl = await app.getUrl();
  return {
    app,
    prisma: app.get(PrismaService),
    baseUrl,
    dataDir: app.get<Config>(CONFIG).dataDir,
    browser: () => new Browser(baseUrl),
    stop: () => app.close(),
  };
}

export async function startApp(settings: Record<string, string | undefined> = {}): Promise<RunningApp> {
  const database = await createTestDatabase();
  await emptyTestRedis();
  const replica = await startReplica({ ...settings, DATABASE_URL: database.url });
  return {
    ...replica,
    databaseUrl: database.url,
    stop: async () => {
      await replica.stop();
      await database.stop();
    },
  };
}

/** State that an earlier file of this process left there, such as used-up limits, belongs to another database. */
async function emptyTestRedis(): Promise<void> {
  const url = testRedisUrl();
  if (!url) return;
  const redis = new Redis(url);
  try {
    await redis.flushdb();
  } finally {
    redis.disconnect();
  }
}
